export const id = 532;
export const ids = [532];
export const modules = {

/***/ 83184:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cd: () => (/* binding */ loadOnnxruntime),
/* harmony export */   Tl: () => (/* binding */ packageVersion),
/* harmony export */   aV: () => (/* binding */ loadDuckdb)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(98995);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(27406);




/** Loads from the runtime folder that install.ts prepared, or that the caller did. @throws MeasurementError RUNTIME_NOT_READY */
function loadOnnxruntime(folder) {
    const onnxruntime = loadPackage(folder, 'onnxruntime-node');
    // Warnings about unused initializers and the like would drown the one error that a crash leaves behind.
    onnxruntime.env.logLevel = 'error';
    return onnxruntime;
}
function loadDuckdb(folder) {
    return loadPackage(folder, '@duckdb/node-api');
}
/** What the verdict's `environment` says; null when the folder does not have the package, or only a part of it. */
function packageVersion(folder, name) {
    try {
        const { version } = JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, 'node_modules', name, 'package.json'), 'utf8'));
        return typeof version === 'string' ? version : null;
    }
    catch {
        return null;
    }
}
function loadPackage(folder, name) {
    const root = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(folder);
    if (!(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(root, 'node_modules', name)))
        throw notReady(root, `has no node_modules/${name}`);
    try {
        return (0,node_module__WEBPACK_IMPORTED_MODULE_1__.createRequire)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(root, 'package.json'))(name);
    }
    catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw notReady(root, `has a ${name} that does not load on ${process.platform}-${process.arch} with Node ${process.version}: ${why}`, cause);
    }
}
function notReady(folder, what, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MeasurementError */ .HG('RUNTIME_NOT_READY', `The runtime folder ${folder} ${what}`, "Copy Sluice's runtime/package.json and package-lock.json there and run `npm ci --ignore-scripts` on this platform, or leave `runtime` (SLUICE_RUNTIME) empty and Sluice installs it.", { cause });
}


/***/ }),

/***/ 76847:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ externalLocations),
  P: () => (/* binding */ modelFacts)
});

;// CONCATENATED MODULE: ./build/src/sources/onnx/element-types.js
/** ONNX's TensorProto.DataType by number: name as ONNX writes it, bytes of one element (null: strings; parts of a byte for 4-bit). */
const ELEMENT_TYPES = {
    1: ['float', 4],
    2: ['uint8', 1],
    3: ['int8', 1],
    4: ['uint16', 2],
    5: ['int16', 2],
    6: ['int32', 4],
    7: ['int64', 8],
    8: ['string', null],
    9: ['bool', 1],
    10: ['float16', 2],
    11: ['double', 8],
    12: ['uint32', 4],
    13: ['uint64', 8],
    14: ['complex64', 8],
    15: ['complex128', 16],
    16: ['bfloat16', 2],
    17: ['float8e4m3fn', 1],
    18: ['float8e4m3fnuz', 1],
    19: ['float8e5m2', 1],
    20: ['float8e5m2fnuz', 1],
    21: ['uint4', 0.5],
    22: ['int4', 0.5],
    23: ['float4e2m1', 0.5],
    24: ['float8e8m0', 1],
    25: ['uint2', 0.25],
    26: ['int2', 0.25],
};
/** `float`, `int64`, `string`, …; a number that ONNX did not define when this was written stays visible. */
function elementName(dataType) {
    return ELEMENT_TYPES[dataType]?.[0] ?? `type${dataType}`;
}
/** Size of a tensor's data, or null where the elements have no fixed size. */
function tensorBytes(dataType, elements) {
    const bytes = ELEMENT_TYPES[dataType]?.[1];
    return bytes === undefined || bytes === null ? null : Math.ceil(bytes * elements);
}

// EXTERNAL MODULE: ./node_modules/@bufbuild/protobuf/dist/esm/from-binary.js
var from_binary = __webpack_require__(39859);
// EXTERNAL MODULE: ./build/src/sources/onnx/onnx-proto.js
var onnx_proto = __webpack_require__(46500);
;// CONCATENATED MODULE: ./build/src/sources/onnx/walk-graph.js


/** Everything a model carries, however deep: subgraphs of Loop and If, tensors in attributes, functions, sparse initializers. */
function walkModel(model, visitor) {
    walkGraph(model.graph, visitor);
    for (const { initialization, algorithm } of model.trainingInfo) {
        walkGraph(initialization, visitor);
        walkGraph(algorithm, visitor);
    }
    for (const { node } of model.functions)
        walkNodes(node, visitor);
}
function walkGraph(graph, visitor) {
    if (graph === undefined)
        return;
    for (const tensor of graph.initializer)
        visitor.tensor?.(tensor);
    for (const { values, indices } of graph.sparseInitializer)
        visitTensors([values, indices], visitor);
    walkNodes(graph.node, visitor);
}
function walkNodes(nodes, visitor) {
    for (const node of nodes) {
        visitor.node?.(node);
        for (const bytes of node.attribute) {
            const attribute = (0,from_binary/* fromBinary */.Er)(onnx_proto/* AttributeSchema */._s, bytes, { readUnknownFields: false });
            const sparse = attribute.sparseTensor === undefined ? attribute.sparseTensors : [attribute.sparseTensor, ...attribute.sparseTensors];
            visitTensors([attribute.t, ...attribute.tensors, ...sparse.flatMap(({ values, indices }) => [values, indices])], visitor);
            for (const graph of [attribute.g, ...attribute.graphs])
                walkGraph(graph, visitor);
        }
    }
}
function visitTensors(tensors, visitor) {
    for (const tensor of tensors)
        if (tensor !== undefined)
            visitor.tensor?.(tensor);
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/model-facts.js


/** IR version since which an initializer no longer needs an input of its name, and one that has it is a default. */
const IR_WITH_DEFAULTS = 4;
function modelFacts({ bytes, model }) {
    const initializers = model.graph?.initializer ?? [];
    const initialized = new Set(initializers.map(({ name }) => name));
    const irVersion = Number(model.irVersion);
    // Before IR 4 every initializer had to be listed as an input as well: those are weights, not inputs.
    const inputs = (model.graph?.input ?? []).filter(({ name }) => irVersion >= IR_WITH_DEFAULTS || !initialized.has(name));
    const operators = countOperators(model);
    return {
        fileBytes: bytes.length,
        irVersion,
        opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain || 'ai.onnx', Number(version)])),
        producer: { name: model.producerName, version: model.producerVersion },
        metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
        inputs: inputs.map((value) => valueFacts(value, initialized.has(value.name))),
        outputs: (model.graph?.output ?? []).map((value) => valueFacts(value, false)),
        initializers: initializers.map(tensorFacts),
        externalData: externalLocations(model),
        operators: Object.fromEntries([...operators].sort(([a], [b]) => (a < b ? -1 : 1))),
        nodeCount: [...operators.values()].reduce((sum, count) => sum + count, 0),
    };
}
/** Distinct locations of external data, whatever else the tensor says: a tensor that names two is looked at twice. */
function externalLocations(model) {
    const locations = new Set();
    walkModel(model, {
        tensor: ({ externalData }) => {
            for (const { key, value } of externalData)
                if (key === 'location')
                    locations.add(value);
        },
    });
    return [...locations].sort();
}
function countOperators(model) {
    const counts = new Map();
    walkModel(model, {
        node: ({ domain, opType }) => {
            const name = domain === '' || domain === 'ai.onnx' ? opType : `${domain}::${opType}`;
            counts.set(name, (counts.get(name) ?? 0) + 1);
        },
    });
    return counts;
}
function tensorFacts({ name, dataType, dims }) {
    const shape = dims.map(Number);
    const elements = shape.reduce((product, size) => product * size, 1);
    return { name, type: elementName(dataType), shape, bytes: tensorBytes(dataType, elements) };
}
function valueFacts({ name, type }, hasDefault) {
    const tensor = type?.tensorType;
    return {
        name,
        type: typeName(type),
        element: tensor === undefined ? null : elementName(tensor.elemType),
        shape: tensor?.shape === undefined ? null : tensor.shape.dim.map(dimension),
        hasDefault,
    };
}
function typeName(type) {
    if (type?.tensorType)
        return `tensor(${elementName(type.tensorType.elemType)})`;
    if (type?.sequenceType)
        return `sequence(${typeName(type.sequenceType.elemType)})`;
    if (type?.mapType)
        return `map(${elementName(type.mapType.keyType)},${typeName(type.mapType.valueType)})`;
    if (type?.optionalType)
        return `optional(${typeName(type.optionalType.elemType)})`;
    if (type?.sparseTensorType)
        return `sparse_tensor(${elementName(type.sparseTensorType.elemType)})`;
    return 'unknown';
}
function dimension(dim) {
    // Unset fields are inherited defaults: only a field that the file states is the message's own.
    if (Object.hasOwn(dim, 'dimValue'))
        return Number(dim.dimValue);
    return dim.dimParam === '' ? null : dim.dimParam;
}


/***/ }),

/***/ 29894:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ readModelFile)
/* harmony export */ });
/* unused harmony export parseModel */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var _bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(39859);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27406);
/* harmony import */ var _onnx_proto_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46500);




/** Protobuf's own limit for one message, which onnxruntime shares; larger weights live in side files. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;
/** First bytes of what people upload by mistake: [text, offset, what it is]. */
const OTHER_FORMATS = [
    ['PK\u0003\u0004', 0, 'a zip archive (PyTorch checkpoints, Keras files and .npz are zips)'],
    ['\u0080\u0003', 0, 'a Python pickle'],
    ['\u0080\u0004', 0, 'a Python pickle'],
    ['\u0080\u0005', 0, 'a Python pickle'],
    ['\u0089HDF', 0, 'an HDF5 file (Keras)'],
    ['TFL3', 4, 'a TensorFlow Lite model'],
    ['ORTM', 4, 'a model in ORT format'],
    ['<!DOCTYPE', 0, 'an HTML page'],
    ['<html', 0, 'an HTML page'],
    ['{"', 0, 'JSON'],
];
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';
/**
 * Reads an ONNX file without running anything.
 *
 * @param name how messages call the file (the reference in the policy)
 * @throws MeasurementError LFS_POINTER, MODEL_NOT_LOADED
 */
function readModelFile(path, name) {
    const bytes = readBytes(path, name);
    return { name, path, bytes, model: parseModel(bytes, name) };
}
function parseModel(bytes, name) {
    refuseOtherFormats(bytes, name);
    let model;
    try {
        model = (0,_bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_3__/* .fromBinary */ .Er)(_onnx_proto_js__WEBPACK_IMPORTED_MODULE_2__/* .ModelSchema */ .$3, bytes);
    }
    catch (cause) {
        throw damaged(name, `its ${bytes.length} bytes are not one whole ONNX model`, { cause });
    }
    if (model.graph === undefined)
        throw damaged(name, 'the file holds no graph');
    return model;
}
function readBytes(path, name) {
    try {
        const { size } = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(path);
        if (size > MAX_MODEL_BYTES) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG('MODEL_NOT_LOADED', `${name} has ${size} bytes; one ONNX file holds at most ${MAX_MODEL_BYTES}`, 'Save its weights as external data (onnx.save_model with save_as_external_data=True).');
        }
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(path);
    }
    catch (cause) {
        if (cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG)
            throw cause;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG('MODEL_NOT_LOADED', `${name} cannot be read: ${why}`, 'Check the path in the policy.', { cause });
    }
}
function refuseOtherFormats(bytes, name) {
    if (bytes.length === 0)
        throw damaged(name, 'the file is empty');
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1');
    if (head.startsWith(LFS_POINTER)) {
        const oid = /oid sha256:([0-9a-f]{64})/.exec(head)?.[1] ?? 'unknown';
        const size = /size (\d+)/.exec(head)?.[1] ?? 'unknown';
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG('LFS_POINTER', `${name} is a Git LFS pointer (oid ${oid}, size ${size}), not the model itself`, 'Check out with `lfs: true` in actions/checkout, or run `git lfs pull`.');
    }
    const other = OTHER_FORMATS.find(([magic, offset]) => head.startsWith(magic, offset));
    if (other !== undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG('MODEL_NOT_LOADED', `${name} is not an ONNX model: it looks like ${other[2]}`, 'Export the model to ONNX.');
    }
}
function damaged(name, why, options) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG('MODEL_NOT_LOADED', `${name} cannot be read as an ONNX model: ${why}`, 'The file is damaged or was cut short: export or download it again and compare its size and digest with the original.', options);
}


/***/ }),

/***/ 11394:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ listNames),
/* harmony export */   q: () => (/* binding */ nearestName)
/* harmony export */ });
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(21916);

/** Names that differ by more than a third of their letters are not a slip of the pen. */
const MAX_SHARE = 1 / 3;
/** A list of names in a message stays readable up to here. */
const MAX_NAMES = 30;
/** The name that was probably meant, or null. */
function nearestName(name, known) {
    const scored = known.map((other) => ({ other, far: (0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(name.toLowerCase(), other.toLowerCase()) }));
    const [best] = scored.sort((a, b) => a.far - b.far);
    return best !== undefined && best.far <= Math.max(2, name.length * MAX_SHARE) ? best.other : null;
}
/** Names from files, for a message: quoted as JSON, so that none can break the line or pass for something else. */
function listNames(names) {
    if (names.length === 0)
        return 'none';
    const shown = names.slice(0, MAX_NAMES).map((name) => JSON.stringify(name));
    return names.length > MAX_NAMES ? `${shown.join(', ')} and ${names.length - MAX_NAMES} more` : shown.join(', ');
}


/***/ }),

/***/ 46500:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $3: () => (/* binding */ ModelSchema),
/* harmony export */   Cy: () => (/* binding */ DimensionSchema),
/* harmony export */   Mn: () => (/* binding */ OperatorSetSchema),
/* harmony export */   _s: () => (/* binding */ AttributeSchema),
/* harmony export */   a$: () => (/* binding */ TypeSchema),
/* harmony export */   kp: () => (/* binding */ ListAttributeSchema)
/* harmony export */ });
/* harmony import */ var _bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80370);
/* harmony import */ var _bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(39838);
/* harmony import */ var _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18824);


const FIELDS = {
    ModelProto: {
        ir_version: [1, 'int64'],
        producer_name: [2, 'string'],
        producer_version: [3, 'string'],
        graph: [7, 'GraphProto'],
        opset_import: [8, 'OperatorSetProto[]'],
        metadata_props: [14, 'EntryProto[]'],
        training_info: [20, 'TrainingProto[]'],
        functions: [25, 'FunctionProto[]'],
    },
    OperatorSetProto: { domain: [1, 'string'], version: [2, 'int64'] },
    EntryProto: { key: [1, 'string'], value: [2, 'string'] },
    TrainingProto: { initialization: [1, 'GraphProto'], algorithm: [2, 'GraphProto'] },
    FunctionProto: { name: [1, 'string'], node: [7, 'NodeProto[]'], domain: [10, 'string'] },
    GraphProto: {
        node: [1, 'NodeProto[]'],
        initializer: [5, 'TensorProto[]'],
        input: [11, 'ValueProto[]'],
        output: [12, 'ValueProto[]'],
        value_info: [13, 'ValueProto[]'],
        sparse_initializer: [15, 'SparseTensorProto[]'],
    },
    NodeProto: {
        input: [1, 'string[]'],
        output: [2, 'string[]'],
        name: [3, 'string'],
        op_type: [4, 'string'],
        attribute: [5, 'bytes[]'],
        domain: [7, 'string'],
    },
    TensorProto: {
        dims: [1, 'int64[]'],
        data_type: [2, 'int32'],
        name: [8, 'string'],
        external_data: [13, 'EntryProto[]'],
        data_location: [14, 'int32'],
    },
    SparseTensorProto: { values: [1, 'TensorProto'], indices: [2, 'TensorProto'] },
    ValueProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
    TypeProto: {
        tensor_type: [1, 'TensorTypeProto'],
        sequence_type: [4, 'ElementTypeProto'],
        map_type: [5, 'MapTypeProto'],
        sparse_tensor_type: [8, 'TensorTypeProto'],
        optional_type: [9, 'ElementTypeProto'],
    },
    TensorTypeProto: { elem_type: [1, 'int32'], shape: [2, 'ShapeProto'] },
    ElementTypeProto: { elem_type: [1, 'TypeProto'] },
    MapTypeProto: { key_type: [1, 'int32'], value_type: [2, 'TypeProto'] },
    ShapeProto: { dim: [1, 'DimensionProto[]'] },
    DimensionProto: { dim_value: [1, 'int64'], dim_param: [2, 'string'] },
    AttributeProto: {
        name: [1, 'string'],
        t: [5, 'TensorProto'],
        g: [6, 'GraphProto'],
        tensors: [10, 'TensorProto[]'],
        graphs: [11, 'GraphProto[]'],
        sparse_tensor: [22, 'SparseTensorProto'],
        sparse_tensors: [23, 'SparseTensorProto[]'],
    },
    ListAttributeProto: { name: [1, 'string'], ints: [8, 'int64[]'], strings: [9, 'bytes[]'] },
};
const SCALARS = {
    int32: _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Type */ .P3.INT32,
    int64: _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Type */ .P3.INT64,
    string: _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Type */ .P3.STRING,
    bytes: _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Type */ .P3.BYTES,
};
function describe(name, fields) {
    const field = Object.entries(fields).map(([fieldName, [number, type]]) => {
        const element = type.replace('[]', '');
        const scalar = SCALARS[element];
        return {
            name: fieldName,
            number,
            label: type.endsWith('[]') ? _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Label */ .TX.REPEATED : _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Label */ .TX.OPTIONAL,
            ...(scalar === undefined ? { type: _bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FieldDescriptorProto_Type */ .P3.MESSAGE, typeName: `.onnx.${element}` } : { type: scalar }),
        };
    });
    return { name, field };
}
const registry = (0,_bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_1__/* .createFileRegistry */ .uO)((0,_bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_2__/* .create */ .v)(_bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FileDescriptorSetSchema */ .Zw, {
    file: [
        (0,_bufbuild_protobuf__WEBPACK_IMPORTED_MODULE_2__/* .create */ .v)(_bufbuild_protobuf_wkt__WEBPACK_IMPORTED_MODULE_0__/* .FileDescriptorProtoSchema */ .tr, {
            name: 'onnx-facts.proto',
            package: 'onnx',
            syntax: 'proto2',
            messageType: Object.entries(FIELDS).map(([name, fields]) => describe(name, fields)),
        }),
    ],
}));
/** Types of a descriptor made at run time cannot be inferred: the shapes above restate FIELDS. */
function schemaOf(typeName) {
    return registry.getMessage(typeName);
}
const ModelSchema = schemaOf('onnx.ModelProto');
const OperatorSetSchema = schemaOf('onnx.OperatorSetProto');
const TypeSchema = schemaOf('onnx.TypeProto');
const DimensionSchema = schemaOf('onnx.DimensionProto');
const AttributeSchema = schemaOf('onnx.AttributeProto');
const ListAttributeSchema = schemaOf('onnx.ListAttributeProto');


/***/ }),

/***/ 6961:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ FrameReader),
/* harmony export */   v: () => (/* binding */ writeFrame)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);

const LENGTHS_BYTES = 8;
/** Slices name their groups in one header: 200 groups of a hundred slices with long names stay far below. */
const MAX_HEADER_BYTES = 16 * 2 ** 20;
/** One batch of 4,096 rows with 1,000 classes in three arms is 100 MB in doubles. */
const MAX_PAYLOAD_BYTES = 2 ** 30;
/** The pipe is full and the parent busy: how long to wait before trying again. */
const RETRY_MS = 2;
/** Writes one frame whole; blocks while the reader is behind, which is what keeps the worker's memory flat. */
function writeFrame(descriptor, header, arrays = []) {
    const text = Buffer.from(JSON.stringify(header));
    const lengths = Buffer.alloc(LENGTHS_BYTES);
    lengths.writeUInt32LE(text.length, 0);
    lengths.writeUInt32LE(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0), 4);
    writeAll(descriptor, Buffer.concat([lengths, text]));
    for (const array of arrays)
        writeAll(descriptor, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}
function writeAll(descriptor, bytes) {
    let written = 0;
    while (written < bytes.length) {
        try {
            written += (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeSync)(descriptor, bytes, written);
        }
        catch (cause) {
            if (!(cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN'))
                throw cause;
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
        }
    }
}
/** Cuts a stream of bytes into frames. What a worker sends is not to be trusted: a hostile model may have taken it over. */
class FrameReader {
    #chunks = [];
    #buffered = 0;
    /** The frames that this chunk completes. @throws Error when the lengths are impossible or the header is not JSON */
    push(chunk) {
        this.#chunks.push(chunk);
        this.#buffered += chunk.length;
        const frames = [];
        for (;;) {
            const lengths = this.#peek(LENGTHS_BYTES);
            if (lengths === null)
                return frames;
            const headerBytes = lengths.readUInt32LE(0);
            const payloadBytes = lengths.readUInt32LE(4);
            if (headerBytes > MAX_HEADER_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) {
                throw new Error(`a frame of ${headerBytes} + ${payloadBytes} bytes`);
            }
            const frame = this.#peek(LENGTHS_BYTES + headerBytes + payloadBytes);
            if (frame === null)
                return frames;
            this.#drop(frame.length);
            const headerEnd = LENGTHS_BYTES + headerBytes;
            frames.push({ header: JSON.parse(frame.toString('utf8', LENGTHS_BYTES, headerEnd)), payload: frame.subarray(headerEnd) });
        }
    }
    /** The first `length` bytes in one piece, or null while they have not all come. */
    #peek(length) {
        if (this.#buffered < length)
            return null;
        if ((this.#chunks[0]?.length ?? 0) < length)
            this.#chunks = [Buffer.concat(this.#chunks)];
        const [first] = this.#chunks;
        return first === undefined ? null : Buffer.from(first.buffer, first.byteOffset, length);
    }
    #drop(length) {
        const [first, ...rest] = this.#chunks;
        if (first === undefined)
            return;
        this.#chunks = first.length === length ? rest : [first.subarray(length), ...rest];
        this.#buffered -= length;
    }
}


/***/ }),

/***/ 8807:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Tf: () => (/* binding */ watchdogMessage),
/* harmony export */   WJ: () => (/* binding */ WATCHDOG_DESCRIPTOR),
/* harmony export */   gN: () => (/* binding */ ARRAY_TYPES),
/* harmony export */   lS: () => (/* binding */ FRAMES_DESCRIPTOR),
/* harmony export */   sq: () => (/* binding */ workerMessage)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(32716);

/** File descriptors of the worker beyond the standard three: frames, and the watchdog's last words (its thread may not interleave with frames). */
const FRAMES_DESCRIPTOR = 3;
const WATCHDOG_DESCRIPTOR = 4;
const arm = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['baseline', 'candidate', 'anchor']);
const count = zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().min(0).max(Number.MAX_SAFE_INTEGER);
const text = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().max(100_000);
/** What the worker is about to do; the parent times `load` and `run`, and a death is put down to the last one. */
const step = zod__WEBPACK_IMPORTED_MODULE_0__/* .discriminatedUnion */ .gMt('step', [
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step'), step: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('open') }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step'), step: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('load'), arm }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step'), step: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('read'), batch: count }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step'), step: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('run'), arm, batch: count, firstRow: count, rows: count }),
]);
const ARRAY_TYPES = { Float32Array, Float64Array, Int32Array, Uint8Array, Uint16Array, Uint32Array };
const array = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    /** `label`, `weight`, `cluster`, `query`, `slice.0`, `arm.baseline`. */
    name: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^(label|weight|cluster|query|slice\.\d{1,4}|arm\.(baseline|candidate|anchor))$/),
    type: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array', 'Uint16Array', 'Uint32Array']),
    /** Numbers a row. */
    width: count.max(100_000),
});
const batch = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('batch'), rows: count, rowsTotal: count, arrays: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(array).max(10_100) });
const summary = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('finished'),
    rows: count,
    classes: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(text).readonly(),
    slices: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ name: text, groups: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(text).readonly() })).readonly(),
    clusters: count,
    queries: count,
    notes: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(text).readonly(),
    environment: zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ onnxruntime: text.nullable(), duckdb: text, cpu: text, features: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(text).readonly() }),
});
const problem = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ where: text, found: text, expected: text, remedy: text });
const failure = zod__WEBPACK_IMPORTED_MODULE_0__/* .discriminatedUnion */ .gMt('error', [
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('failed'),
        error: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('measurement'),
        reasonCode: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^[A-Z_]{3,40}$/),
        message: text,
        remedy: text,
    }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('failed'), error: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('usage'), problems: zod__WEBPACK_IMPORTED_MODULE_0__/* .tuple */ .PVZ([problem], problem) }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('failed'), error: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('fault'), message: text, stack: text }),
]);
/** Every header that the parent accepts; anything else ends the worker. */
const workerMessage = zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([step, batch, summary, failure]);
/** The watchdog's last words. */
const watchdogMessage = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ residentBytes: count });


/***/ }),

/***/ 15213:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Wy: () => (/* binding */ labelOf),
  wg: () => (/* binding */ openArms),
  Z6: () => (/* binding */ subjectsOf)
});

// EXTERNAL MODULE: ./build/src/sources/onnx/nearest-name.js
var nearest_name = __webpack_require__(11394);
;// CONCATENATED MODULE: ./build/src/sources/onnx/positive-column.js
/** Labels that mean the same: policies write 1, data true, models "1". */
const SAME = { true: '1', True: '1', '1.0': '1', false: '0', False: '0', '0.0': '0' };
/**
 * Which of two columns is the score of `positive-label`: by the classes when they are known, else by the order that
 * scikit-learn and LightGBM export (sorted: false before true, 0 before 1). Null when neither tells.
 */
function positiveColumn(classes, positiveLabel) {
    const wanted = canonical(positiveLabel ?? 1);
    if (classes !== null) {
        const index = classes.findIndex((name) => canonical(name) === wanted);
        return index === -1 ? null : index;
    }
    return wanted === '1' ? 1 : wanted === '0' ? 0 : null;
}
function canonical(label) {
    const text = String(label);
    return SAME[text] ?? text;
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/plan-outputs.js


/**
 * All arms are read by one order of columns, the baseline's where it says one: production reads a column by its position, and
 * a candidate whose columns changed places is worse there, whatever its metadata says. The report says that they differ.
 */
function planOutputs(models, task, positiveLabel) {
    const isClassifier = task.endsWith('classification');
    const order = ['baseline', 'candidate', 'anchor'];
    const first = order.find((arm) => models.get(arm)?.classOrder);
    const common = first === undefined ? null : (models.get(first)?.classOrder ?? null);
    const classes = isClassifier ? (common?.classes ?? null) : null;
    const column = task === 'binary-classification' ? positiveColumn(classes, positiveLabel) : null;
    const plans = new Map();
    const notes = [];
    for (const [arm, { label, subject, output, classOrder }] of models) {
        const activation = subject.activation ?? null;
        plans.set(arm, {
            model: label,
            task,
            output: output.name,
            activation,
            positiveColumn: column,
            classes: task === 'multiclass-classification' ? (classes?.length ?? null) : null,
        });
        if (isClassifier && classOrder !== null && common !== null)
            notes.push(...disagreement(label, classOrder, first ?? arm, common));
    }
    return { plans, classes, notes };
}
function disagreement(label, own, arm, common) {
    if (own.classes.length === common.classes.length && own.classes.every((name, index) => name === common.classes[index]))
        return [];
    return [
        `${label}: its ${own.source} says that its columns mean ${(0,nearest_name/* listNames */.Z)(own.classes)}, that of the ${arm} ${(0,nearest_name/* listNames */.Z)(common.classes)}. Both were read by position, in the order of the ${arm}, as whatever serves the model would.`,
    ];
}

// EXTERNAL MODULE: ./node_modules/@bufbuild/protobuf/dist/esm/from-binary.js
var from_binary = __webpack_require__(39859);
;// CONCATENATED MODULE: ./build/src/sources/onnx/metadata-list.js
/** A list in a model's metadata: JSON (`["a, b","c"]`) or separated by commas (`a,b`). Null when the key is absent or names nothing. */
function metadataList(text) {
    const parsed = text === undefined ? undefined : jsonOf(text);
    const items = Array.isArray(parsed) ? parsed.map(String) : (text ?? '').split(',');
    const list = items.map((item) => item.trim());
    return list.some((item) => item === '') ? null : list;
}
/** The same list by input name, for models with several wide inputs: `{"x": ["age", "hours"], "z": ["income"]}`. */
function metadataListsByName(text) {
    const parsed = text === undefined ? undefined : jsonOf(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
        return {};
    return Object.fromEntries(Object.entries(parsed).flatMap(([name, list]) => (Array.isArray(list) ? [[name, list.map(String)]] : [])));
}
function jsonOf(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/src/sources/onnx/onnx-proto.js
var onnx_proto = __webpack_require__(46500);
;// CONCATENATED MODULE: ./build/src/sources/onnx/class-order.js



/** Operators of ai.onnx.ml that carry class labels in the order of their scores. */
const CLASSIFIERS = new Set(['LinearClassifier', 'SVMClassifier', 'TreeEnsembleClassifier']);
const LABEL_ATTRIBUTES = new Set(['classlabels_int64s', 'classlabels_ints', 'classlabels_strings']);
/**
 * The order of the output's columns: the model's `classes` metadata, else the labels of a ZipMap that was cut, else those of
 * its only classifier node; null when the file does not say.
 */
function classOrder(model, zipMapClasses) {
    const stated = metadataList(model.metadataProps.find(({ key }) => key === 'classes')?.value);
    if (stated !== null)
        return { classes: stated, source: 'metadata' };
    if (zipMapClasses !== null)
        return { classes: zipMapClasses, source: 'ZipMap' };
    const classifiers = (model.graph?.node ?? []).filter(({ domain, opType }) => domain === 'ai.onnx.ml' && CLASSIFIERS.has(opType));
    const labels = classifiers.length === 1 ? classifiers.flatMap(classLabels) : [];
    return labels.length === 0 ? null : { classes: labels, source: 'classifier node' };
}
/** The class labels that a node of ai.onnx.ml carries, as text; empty when it has none. */
function classLabels(node) {
    for (const bytes of node.attribute) {
        const attribute = (0,from_binary/* fromBinary */.Er)(onnx_proto/* ListAttributeSchema */.kp, bytes, { readUnknownFields: false });
        if (!LABEL_ATTRIBUTES.has(attribute.name))
            continue;
        const labels = [...attribute.ints.map(String), ...attribute.strings.map((text) => Buffer.from(text).toString('utf8'))];
        if (labels.length > 0)
            return labels;
    }
    return [];
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/sources/onnx/model-facts.js + 2 modules
var model_facts = __webpack_require__(76847);
;// CONCATENATED MODULE: ./build/src/sources/onnx/external-data.js




/**
 * Refuses a model whose weights would be read from anywhere but its own folder, before a runtime sees it: onnxruntime 1.22
 * follows `../` out of the folder, and which version refuses what is not for a gate to rely on.
 *
 * @throws MeasurementError MODEL_READS_OUTSIDE, MODEL_NOT_LOADED (a side file is missing)
 */
function checkExternalData({ name, path, model }) {
    const locations = (0,model_facts/* externalLocations */.u)(model);
    if (locations.length === 0)
        return;
    const folder = (0,external_node_fs_.realpathSync)((0,external_node_path_.dirname)(path));
    for (const location of locations)
        checkLocation(name, folder, location);
}
function checkLocation(name, folder, location) {
    const shown = JSON.stringify(location);
    if ((0,external_node_path_.isAbsolute)(location) || /^[A-Za-z]:|^\\/.test(location))
        throw outside(name, `${shown} is an absolute path`);
    if (location.split(/[/\\]/).includes('..'))
        throw outside(name, `${shown} leaves its folder`);
    // U+FFFD stands for bytes that are not UTF-8, so the runtime would open another path than the one checked here; a NUL ends
    // the path early; and onnxruntime takes locations with this mark for addresses in memory.
    if (/[\0\uFFFD]/.test(location) || location.includes('_MEM_ADDR_'))
        throw outside(name, `${shown} is not a plain file name`);
    let target;
    try {
        target = (0,external_node_fs_.realpathSync)((0,external_node_path_.join)(folder, location));
    }
    catch (cause) {
        throw missing(name, shown, cause);
    }
    if (!target.startsWith(folder.endsWith(external_node_path_.sep) ? folder : folder + external_node_path_.sep))
        throw outside(name, `${shown} is a link to ${target}`);
    if (!(0,external_node_fs_.statSync)(target).isFile())
        throw missing(name, shown, undefined);
}
function outside(name, what) {
    return new errors/* MeasurementError */.HG('MODEL_READS_OUTSIDE', `${name} keeps weights outside its own folder: ${what}`, 'Do not load this file unless you know why. Weights must lie beside the model: save it again with a plain file name as location.');
}
function missing(name, shown, cause) {
    return new errors/* MeasurementError */.HG('MODEL_NOT_LOADED', `${name} keeps weights in ${shown}, which is not beside it`, 'Commit or download the side file into the folder of the model, under that name.', { cause });
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/find-output.js


const FLOATS = new Set(['float', 'double', 'float16']);
/** What exporters call the scores, best first: scikit-learn, LightGBM and XGBoost say some form of "probabilities". */
const SCORE_NAMES = [/prob/i, /^scores?$/i];
/**
 * The output that holds the scores: the named one, else the only one of floats (labels are integers or strings), else the one
 * that is called probabilities or scores.
 *
 * @throws MeasurementError OUTPUT_NOT_FOUND
 */
function findOutput(request) {
    const { facts, task, named } = request;
    const names = facts.outputs.map(({ name }) => name);
    if (named !== undefined) {
        const output = facts.outputs.find(({ name }) => name === named);
        if (output === undefined)
            throw notFound(request, `it has no output ${JSON.stringify(named)}`, (0,nearest_name/* nearestName */.q)(named, names));
        if (output.element === null)
            throw notFound(request, `its output ${JSON.stringify(named)} is ${output.type}, not a tensor`, null);
        return output;
    }
    const floats = facts.outputs.filter(({ element }) => element !== null && FLOATS.has(element));
    const [only] = floats;
    if (only === undefined)
        throw notFound(request, 'it gives no scores: none of its outputs is a tensor of floats', null);
    if (floats.length === 1)
        return only;
    const candidates = task.endsWith('classification') ? SCORE_NAMES.map((pattern) => floats.filter(({ name }) => pattern.test(name))) : [];
    const [best] = candidates.find((matching) => matching.length === 1) ?? [];
    if (best === undefined)
        throw notFound(request, `any of ${(0,nearest_name/* listNames */.Z)(floats.map(({ name }) => name))} could hold the scores`, null);
    return best;
}
function notFound({ model, facts }, what, meant) {
    const outputs = facts.outputs.map(({ name, type }) => `${JSON.stringify(name)} ${type}`).join(', ');
    const guess = meant === null ? '' : ` Did you mean ${JSON.stringify(meant)}?`;
    return new errors/* MeasurementError */.HG('OUTPUT_NOT_FOUND', `${model}: ${what}. Its outputs are ${outputs}.${guess}`, 'Name the output that holds scores or probabilities as `output` in the policy, or export the model with one.');
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/fixed-rows.js
/**
 * How many rows a call must bring: null for any, a number when the model's first dimension is fixed. Inputs that do not agree,
 * or that hold something else than one entry a row (a scalar, a vector of a fixed length), make the model unfit for rows: then
 * the first such input is returned.
 */
function fixedRows(inputs) {
    const rows = inputs.map(({ shape }) => (typeof shape?.[0] === 'number' ? shape[0] : null));
    const open = rows.includes(null);
    const odd = inputs.find(({ shape }, index) => {
        const size = rows[index] ?? null;
        const isVector = shape?.length === 1 && size !== null && size > 1;
        return shape?.length === 0 || isVector || (size !== null && (open || size !== rows[0]));
    });
    return odd === undefined ? { rows: rows[0] ?? null } : { notByRow: odd };
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/input-plan.js
/** ONNX element types that onnxruntime-node takes, as the tensors that the tabular reader packs. */
const TENSOR_TYPES = {
    float: 'float32',
    float16: 'float32',
    double: 'float64',
    int8: 'int8',
    uint8: 'uint8',
    int16: 'int16',
    uint16: 'uint16',
    int32: 'int32',
    uint32: 'uint32',
    int64: 'int64',
    uint64: 'uint64',
    bool: 'bool',
    string: 'string',
};
function tensorTypeOf(element) {
    return element === null ? null : (TENSOR_TYPES[element] ?? null);
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/match-inputs.js





/**
 * Which columns feed which input: the policy's `inputs`, else the column of the same name, else the `columns` metadata, else,
 * for the only wide input, the numeric columns in file order when exactly as many are left.
 *
 * @throws MeasurementError INPUT_NOT_MATCHED
 */
function matchInputs(request) {
    const { facts, mapping = {} } = request;
    const fed = facts.inputs.filter(({ name, hasDefault }) => !hasDefault || Object.hasOwn(mapping, name));
    const batch = fixedRows(fed);
    if ('notByRow' in batch)
        throw notByRow(request.model, batch.notByRow);
    const notes = [];
    const matched = fed.map((input) => ({ input, columns: columnsFor(input, fed, request, notes) }));
    const unmatched = matched.filter(({ columns }) => columns === null).map(({ input }) => input);
    const unknown = Object.keys(mapping).filter((name) => !facts.inputs.some((input) => input.name === name));
    if (unmatched.length > 0)
        throw unknown.length > 0 ? renamed(request, unknown) : notMatched(request, unmatched);
    if (unknown.length > 0)
        notes.push(`${request.model} has no input ${(0,nearest_name/* listNames */.Z)(unknown)}, which the policy's \`inputs\` feed; its own were all matched.`);
    const plans = matched.map(({ input, columns }) => planInput(request, input, columns ?? []));
    return { plans, fixedRows: batch.rows, notes };
}
function columnsFor(input, fed, request, notes) {
    const { facts, columns, mapping = {}, reserved } = request;
    if (Object.hasOwn(mapping, input.name))
        return mapping[input.name] ?? null;
    const width = rowWidth(input);
    if ((width === 1 || width === null) && columns.some(({ name }) => name === input.name))
        return [input.name];
    const byName = metadataListsByName(facts.metadata['columns']);
    if (Object.hasOwn(byName, input.name))
        return byName[input.name] ?? null;
    const listed = metadataList(facts.metadata['columns']);
    const isOnlyOne = fed.length === 1 || (width !== 1 && fed.filter((other) => rowWidth(other) === width).length === 1);
    if (listed !== null && isOnlyOne && (fed.length === 1 || listed.length === width))
        return listed;
    // Where the policy says what feeds what, a guess by position would be one too many.
    if (fed.length !== 1 || Object.keys(mapping).length > 0)
        return null;
    const features = columns.filter(({ name, numeric }) => numeric && !reserved.includes(name)).map(({ name }) => name);
    if (input.element === 'string' || features.length !== width)
        return null;
    notes.push(`${request.model}: input ${JSON.stringify(input.name)} is fed the numeric columns in file order: ${(0,nearest_name/* listNames */.Z)(features)}.`);
    return features;
}
/** Numbers a row: the product of the sizes after the first; null when one of them is open or the file states no shape. */
function rowWidth({ shape }) {
    if (shape === null)
        return null;
    return shape.slice(1).reduce((product, size) => (product === null || typeof size !== 'number' ? null : product * size), 1);
}
function planInput(request, input, columns) {
    const type = tensorTypeOf(input.element);
    if (type === null) {
        throw refuse(request.model, `its input ${JSON.stringify(input.name)} is ${input.type}, which cannot be fed from columns`, 'Export it with tensor inputs of a plain number type or strings.');
    }
    const known = request.columns.map(({ name }) => name);
    const absent = columns.filter((name) => !known.includes(name));
    if (absent.length > 0) {
        const meant = absent.flatMap((name) => (0,nearest_name/* nearestName */.q)(name, known) ?? []);
        const guess = meant.length > 0 ? ` Did you mean ${(0,nearest_name/* listNames */.Z)(meant)}?` : '';
        throw refuse(request.model, `its input ${JSON.stringify(input.name)} takes ${(0,nearest_name/* listNames */.Z)(absent)}, which the data does not have. The data has ${(0,nearest_name/* listNames */.Z)(known)}.${guess}`, "Name the data's columns under `inputs` in the policy, or evaluate on data that has them.");
    }
    const width = rowWidth(input);
    if (width !== null && width !== columns.length) {
        throw refuse(request.model, `its input ${JSON.stringify(input.name)} takes ${width} numbers a row and gets ${columns.length} columns: ${(0,nearest_name/* listNames */.Z)(columns)}`, 'Name as many columns, in the order of training, under `inputs` in the policy.');
    }
    // A width that the file leaves open becomes the number of columns: [N, ?] is fed as [N, columns].
    const sizes = (input.shape ?? [null, null]).slice(1);
    const trailing = sizes.every((size) => typeof size === 'number') ? sizes : [columns.length];
    return { tensor: { name: input.name, type, columns }, trailing, narrowed: input.element === 'float16' };
}
/** The policy feeds an input that this model does not have, and one that it has goes empty: most likely a new name. */
function renamed({ model, facts }, unknown) {
    return refuse(model, `the policy's \`inputs\` feed ${(0,nearest_name/* listNames */.Z)(unknown)}; the model takes ${(0,nearest_name/* listNames */.Z)(facts.inputs.map(({ name }) => name))}`, 'Rename the input in the export, or add its new name to `inputs` in the policy: names that one of the models lacks do no harm.');
}
function notByRow(model, { name, shape }) {
    return refuse(model, `its input ${JSON.stringify(name)} has the shape [${shape?.map((size) => size ?? '?').join(', ')}]: it does not take one entry a row like the others`, 'Give it a default (an initializer of the same name), or export the model with the same batch dimension on every input.');
}
function notMatched({ model, columns }, inputs) {
    const known = columns.map(({ name }) => name);
    const wanted = inputs.map(({ name, type, shape }) => `${JSON.stringify(name)} ${type}${shape === null ? '' : ` [${shape.map((size) => size ?? '?').join(', ')}]`}`);
    const meant = inputs.flatMap(({ name }) => (0,nearest_name/* nearestName */.q)(name, known) ?? []);
    const guess = meant.length > 0 ? ` Did you mean ${(0,nearest_name/* listNames */.Z)(meant)}?` : '';
    return refuse(model, `no column feeds its input ${wanted.join(', ')}. The data has ${(0,nearest_name/* listNames */.Z)(known)}.${guess}`, `Say which columns feed it: \`inputs: { ${inputs[0]?.name}: [column, …] }\` in the policy.`);
}
function refuse(model, what, remedy) {
    return new errors/* MeasurementError */.HG('INPUT_NOT_MATCHED', `${model}: ${what}`, remedy);
}

// EXTERNAL MODULE: ./build/src/sources/onnx/model-file.js
var model_file = __webpack_require__(29894);
// EXTERNAL MODULE: ./node_modules/@bufbuild/protobuf/dist/esm/create.js + 1 modules
var create = __webpack_require__(39838);
// EXTERNAL MODULE: ./node_modules/@bufbuild/protobuf/dist/esm/to-binary.js + 1 modules
var to_binary = __webpack_require__(71015);
;// CONCATENATED MODULE: ./build/src/sources/onnx/zip-map.js



const ML_DOMAIN = 'ai.onnx.ml';
const FLOAT = 1;
/** Identity exists since opset 1; a model that only imports ai.onnx.ml gets ONNX's own operators at a version every runtime has. */
const IDENTITY_OPSET = 8n;
/**
 * scikit-learn's and LightGBM's default export turns the scores into a list of maps by a last node, ZipMap, which
 * onnxruntime-node cannot return. In its place comes an Identity: the output keeps its name and position and holds the scores
 * themselves, [N, classes]. Null when no output comes from a ZipMap.
 */
function cutZipMaps(file) {
    if (!zipMapOutputs(file.model.graph).length)
        return null;
    const model = (0,from_binary/* fromBinary */.Er)(onnx_proto/* ModelSchema */.$3, file.bytes);
    const cuts = zipMapOutputs(model.graph);
    const labels = cuts.map(({ node }) => classLabels(node));
    for (const [index, { node, value }] of cuts.entries()) {
        value.type = scoresType(labels[index]?.length ?? 0);
        node.opType = 'Identity';
        node.domain = '';
        node.attribute = [];
    }
    if (!model.opsetImport.some(({ domain }) => domain === '' || domain === 'ai.onnx')) {
        model.opsetImport.push((0,create/* create */.v)(onnx_proto/* OperatorSetSchema */.Mn, { domain: '', version: IDENTITY_OPSET }));
    }
    const names = cuts.map(({ value }) => JSON.stringify(value.name)).join(', ');
    return {
        file: { ...file, bytes: (0,to_binary/* toBinary */.R)(onnx_proto/* ModelSchema */.$3, model), model },
        classes: labels[0] ?? [],
        note: `${file.name}: its ZipMap was cut in memory, so that output ${names} gives the scores themselves; the file is untouched.`,
    };
}
function zipMapOutputs(graph) {
    if (graph === undefined)
        return [];
    const zipMaps = graph.node.filter(({ domain, opType }) => domain === ML_DOMAIN && opType === 'ZipMap');
    return graph.output.flatMap((value) => zipMaps.filter(({ output }) => output[0] === value.name).map((node) => ({ node, value })));
}
/** tensor(float) [any, classes]: what ZipMap takes by its definition. */
function scoresType(classes) {
    const columns = classes > 0 ? (0,create/* create */.v)(onnx_proto/* DimensionSchema */.Cy, { dimValue: BigInt(classes) }) : (0,create/* create */.v)(onnx_proto/* DimensionSchema */.Cy);
    return (0,create/* create */.v)(onnx_proto/* TypeSchema */.a$, { tensorType: { elemType: FLOAT, shape: { dim: [(0,create/* create */.v)(onnx_proto/* DimensionSchema */.Cy), columns] } } });
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/prepare-model.js







/** @throws MeasurementError LFS_POINTER, MODEL_NOT_LOADED, MODEL_READS_OUTSIDE, INPUT_NOT_MATCHED, OUTPUT_NOT_FOUND */
function prepareModel({ label, subject, task, data, columns }) {
    const original = (0,model_file/* readModelFile */.G)(subject.file.path, label);
    checkExternalData(original);
    const cut = cutZipMaps(original);
    const file = cut?.file ?? original;
    const facts = (0,model_facts/* modelFacts */.P)(file);
    const inputs = matchInputs({
        model: label,
        facts,
        columns,
        reserved: [data.label, data.id, data.group, data.weight, data.query].filter((name) => name !== undefined),
        ...(subject.inputs === undefined ? {} : { mapping: subject.inputs }),
    });
    const output = findOutput({ model: label, facts, task, ...(subject.output === undefined ? {} : { named: subject.output }) });
    return {
        label,
        subject,
        source: cut === null ? { path: original.path } : { bytes: cut.file.bytes },
        inputs,
        output,
        classOrder: classOrder(file.model, cut?.classes ?? null),
        notes: [...(cut === null ? [] : [cut.note]), ...inputs.notes],
    };
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/float-values.js
/** Float outputs keep their width; whole numbers become doubles, which hold them exactly up to 2^53. Null: not numbers. */
function floatValues({ type, data }) {
    if (data instanceof Float32Array || data instanceof Float64Array)
        return data;
    // Where the engine has no Float16Array the runtime hands out the raw 16 bits.
    if (type === 'float16')
        return data instanceof Uint16Array ? widenHalves(data) : float32From(data);
    if (data instanceof BigInt64Array || data instanceof BigUint64Array)
        return Float64Array.from(data, Number);
    if (data instanceof Int8Array || data instanceof Uint8Array || data instanceof Int16Array || data instanceof Uint16Array)
        return Float64Array.from(data);
    if (data instanceof Int32Array || data instanceof Uint32Array)
        return Float64Array.from(data);
    return null;
}
function float32From(data) {
    return ArrayBuffer.isView(data) && Symbol.iterator in data ? Float32Array.from(data) : null;
}
/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function widenHalves(halves) {
    const values = new Float32Array(halves.length);
    for (let i = 0; i < values.length; i++)
        values[i] = widenHalf(halves[i] ?? 0);
    return values;
}
function widenHalf(half) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0)
        return sign * fraction * 2 ** -24;
    if (exponent === 31)
        return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
/** To the nearest half, ties to even; past 65,504 + half a step it is infinity, as IEEE 754 rounds. */
function narrowToHalves(values) {
    const halves = new Uint16Array(values.length);
    for (let i = 0; i < values.length; i++)
        halves[i] = narrowToHalf(values[i] ?? 0);
    return halves;
}
function narrowToHalf(value) {
    if (Number.isNaN(value))
        return 0x7e00;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (size >= 65_520)
        return sign | 0x7c00;
    // Below 2^-14 halves are subnormal: steps of 2^-24.
    if (size < 2 ** -14)
        return sign | roundToEven(size * 2 ** 24);
    const exponent = Math.floor(Math.log2(size));
    // A fraction that rounds up to 1024 carries into the exponent, which is what the format wants.
    return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent - 1) * 1024));
}
function roundToEven(value) {
    const floor = Math.floor(value);
    const rest = value - floor;
    return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/activation.js
/** 1 / (1 + e^−x), in place, in the form that does not overflow for large negative x. */
function applySigmoid(values) {
    for (let i = 0; i < values.length; i++) {
        const x = values[i] ?? Number.NaN;
        const small = Math.exp(-Math.abs(x));
        values[i] = x < 0 ? small / (1 + small) : 1 / (1 + small);
    }
}
/** e^x over the sum of the row, in place; the row's largest value is taken off first, so that nothing overflows. */
function applySoftmax(values, width) {
    for (let start = 0; start < values.length; start += width) {
        let largest = Number.NEGATIVE_INFINITY;
        for (let i = start; i < start + width; i++)
            largest = Math.max(largest, values[i] ?? Number.NaN);
        let sum = 0;
        for (let i = start; i < start + width; i++)
            sum += Math.exp((values[i] ?? Number.NaN) - largest);
        for (let i = start; i < start + width; i++)
            values[i] = Math.exp((values[i] ?? Number.NaN) - largest) / sum;
    }
}

;// CONCATENATED MODULE: ./build/src/sources/onnx/read-answers.js



/** Rounding in a normaliser may leave [0, 1] by this much; it is cut back, more is not a probability. */
const ROUNDING = 1e-5;
/**
 * One call's output as answers: one number a row (binary: the score of positive-label), or one a class.
 *
 * @param firstRow 0-based, for messages
 * @throws MeasurementError OUTPUT_NOT_FOUND (wrong shape or type), OUTPUT_NOT_PROBABILITY
 */
function readAnswers(plan, tensor, rows, firstRow) {
    const values = floatValues(tensor);
    if (values === null)
        throw unusable(plan, `holds ${tensor.type}s, not numbers`);
    const width = values.length / rows;
    if (tensor.dims[0] !== rows || !Number.isInteger(width)) {
        throw unusable(plan, `has the shape [${tensor.dims.join(', ')}] for ${rows} rows, not one entry a row`);
    }
    const answers = shapeAnswers(plan, values, width);
    if (plan.task.endsWith('classification'))
        cutToProbabilities(plan, answers, firstRow);
    return answers;
}
function shapeAnswers(plan, values, width) {
    const { task, activation } = plan;
    if (activation === 'softmax') {
        if (width < 2)
            throw unusable(plan, 'gives one number a row, of which there is no softmax; `activation: sigmoid` may be meant');
        applySoftmax(values, width);
    }
    else if (activation === 'sigmoid')
        applySigmoid(values);
    switch (task) {
        case 'binary-classification':
            if (width === 1)
                return { width: 1, values };
            if (width !== 2)
                throw unusable(plan, `gives ${width} numbers a row; a binary task needs the score of positive-label, or one for each of two classes`);
            if (plan.positiveColumn === null) {
                throw unusable(plan, 'gives two numbers a row and nothing says which is that of positive-label (`classes` in the metadata of the model would)');
            }
            return { width: 1, values: column(values, plan.positiveColumn, width) };
        case 'multiclass-classification':
            if (width < 2)
                throw unusable(plan, 'gives one number a row; a multiclass task needs one for each class');
            if (plan.classes !== null && plan.classes !== width)
                throw unusable(plan, `gives ${width} numbers a row for ${plan.classes} classes`);
            return { width, values };
        case 'regression':
        case 'ranking':
            if (width !== 1)
                throw unusable(plan, `gives ${width} numbers a row; ${task} needs one`);
            return { width: 1, values };
    }
}
function column(values, index, width) {
    const rows = values.length / width;
    const picked = values instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
    for (let row = 0; row < rows; row++)
        picked[row] = values[row * width + index] ?? Number.NaN;
    return picked;
}
function cutToProbabilities(plan, { values, width }, firstRow) {
    for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? Number.NaN;
        if (value >= 0 && value <= 1)
            continue;
        if (value < -ROUNDING || value > 1 + ROUNDING) {
            if (!Number.isFinite(value))
                continue;
            throw notProbability(plan, value, firstRow + Math.floor(i / width) + 1);
        }
        // NaN compares false with everything and stays, to be counted as not finite.
        if (value < 0)
            values[i] = 0;
        else if (value > 1)
            values[i] = 1;
    }
}
function unusable({ model, output }, what) {
    return new errors/* MeasurementError */.HG('OUTPUT_NOT_FOUND', `${model}: its output ${JSON.stringify(output)} ${what}`, 'Check `output`, `task` and `positive-label` in the policy, or export the model with such an output.');
}
function notProbability({ model, output, task, activation }, value, row) {
    const given = activation === null ? '' : ` after ${activation}`;
    return new errors/* MeasurementError */.HG('OUTPUT_NOT_PROBABILITY', `${model}: its output ${JSON.stringify(output)} gives ${value}${given} in row ${row}, which is no probability`, task === 'multiclass-classification'
        ? 'If these are logits, set `activation: softmax` for the model in the policy.'
        : 'If these are logits, set `activation: sigmoid` (one number a row) or `activation: softmax` (two) for the model in the policy.');
}

;// CONCATENATED MODULE: ./build/src/sources/worker/onnx-errors.js

/** What onnxruntime says → what to do; the first that matches. Wordings of 1.22 and 1.30. */
const LOAD_REMEDIES = [
    [
        /till opset (\d+)|opset \d+ is under development/i,
        'Export the model with an opset that this runtime knows (torch.onnx.export(…, opset_version=…), to_onnx(…, target_opset=…)).',
    ],
    [
        /Unsupported model IR version/i,
        'Save the model with an older onnx package, or lower its `ir_version`; the runtime that serves it may refuse it too.',
    ],
    [
        /is not a registered function\/op|No Op registered for|no kernel registered|Could not find an implementation/i,
        'The model uses an operator that onnxruntime does not have (a custom one, or of a newer opset). Export it with standard operators, or evaluate a file of predictions (`predictions:`).',
    ],
    [
        /Protobuf parsing failed/i,
        'The file is damaged or was cut short: export or download it again and compare its digest with the original.',
    ],
    [/External data/i, 'Put the file with the weights into the folder of the model, under the name that the model gives it.'],
    [/Unsupported data type/i, 'Export the model with inputs and outputs of float, int, bool or string tensors.'],
];
const OTHER_LOAD_REMEDY = 'Check that the model loads in Python: onnxruntime.InferenceSession(path).';
const OUT_OF_MEMORY = /Failed to allocate memory|bad_alloc|bad alloc|out of memory|Array buffer allocation failed/i;
/** onnxruntime puts C++ signatures into its messages; more than this is not read by anybody. */
const MAX_WORDS_CHARS = 600;
/** @param model as in `candidate (models/income.onnx)` */
function loadError(model, cause) {
    if (cause instanceof errors/* MeasurementError */.HG)
        return cause;
    const words = wordsOf(cause);
    if (OUT_OF_MEMORY.test(words))
        return outOfMemory(model, 'while it was loaded', words, cause);
    const remedy = LOAD_REMEDIES.find(([pattern]) => pattern.test(words))?.[1] ?? OTHER_LOAD_REMEDY;
    return new errors/* MeasurementError */.HG('MODEL_NOT_LOADED', `${model} could not be loaded. onnxruntime says: ${words}`, remedy, { cause });
}
/** @param where as in `batch 3 (rows 8193 to 12288)` */
function runError(model, where, cause) {
    if (cause instanceof errors/* MeasurementError */.HG)
        return cause;
    const words = wordsOf(cause);
    if (OUT_OF_MEMORY.test(words))
        return outOfMemory(model, `in ${where}`, words, cause);
    return new errors/* MeasurementError */.HG('MODEL_CRASHED', `${model} failed in ${where}. onnxruntime says: ${words}`, 'Run the model on these rows in Python: onnxruntime gives the same message there.', { cause });
}
function outOfMemory(model, when, words, cause) {
    return new errors/* MeasurementError */.HG('MODEL_OUT_OF_MEMORY', `${model} asked for more memory than there is, ${when}. onnxruntime says: ${words}`, 'Lower the evaluation batch size, use a larger runner, or look for the operator that makes a tensor of that size.', { cause });
}
/** The sentence without the C++ signatures and source positions before it. */
function wordsOf(cause) {
    const text = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim();
    const sentence = text
        .replace(/^Load model from .*? failed:\s*/, '')
        .replace(/^Non-zero status code returned while running (\S+ node)\. Name:'([^']*)' Status Message:/, '$1 $2:');
    const plain = sentence.replace(/\/?[\w./]*onnxruntime[\w./]*\.(?:cc|h):\d+ .*?\)(?: const)? (?=[A-Z])/g, '');
    return plain.slice(0, MAX_WORDS_CHARS).trim();
}

;// CONCATENATED MODULE: ./build/src/sources/worker/onnx-arm.js





/** @throws MeasurementError MODEL_NOT_LOADED, MODEL_OUT_OF_MEMORY, INPUT_NOT_MATCHED (a batch dimension that does not divide) */
async function openOnnxArm(onnxruntime, model, plan, options) {
    const { fixedRows } = model.inputs;
    if (fixedRows !== null && options.batchRows % fixedRows !== 0)
        throw notDividing(model.label, fixedRows, `the evaluation batch of ${options.batchRows}`);
    const session = await createSession(onnxruntime, model, options.threads);
    return {
        async answer(batch) {
            if (fixedRows === null)
                return run(batch, 0, batch.rows);
            if (batch.rows % fixedRows !== 0)
                throw notDividing(model.label, fixedRows, `a batch of ${batch.rows}`);
            return runInPieces(batch.rows, fixedRows, (start) => run(batch, start, fixedRows));
        },
        close: () => session.release(),
    };
    async function run(batch, start, rows) {
        const feeds = {};
        for (const input of model.inputs.plans) {
            feeds[input.tensor.name] = tensorOf(onnxruntime, input, batch.tensors[options.arm]?.[input.tensor.name], start, rows);
        }
        const first = batch.firstRow + start;
        try {
            const results = await session.run(feeds, [plan.output]);
            const output = results[plan.output];
            if (output === undefined)
                throw new Error(`no output ${plan.output}`);
            return readAnswers(plan, output, rows, first);
        }
        catch (cause) {
            throw runError(model.label, `rows ${first + 1} to ${first + rows}`, cause);
        }
    }
}
async function createSession(onnxruntime, { label, subject, source }, threads) {
    const options = {
        executionProviders: ['cpu'],
        executionMode: 'sequential',
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
    };
    // Waiting by spinning would take the cores from the reader and from the other arm: reading took four times as long.
    const settings = { intra_op: { allow_spinning: '0' } };
    // A model from memory has no folder of its own, and would look for its side files where this process stands.
    const folder = { model_external_initializers_file_folder_path: (0,external_node_path_.dirname)(subject.file.path) };
    try {
        if ('path' in source)
            return await onnxruntime.InferenceSession.create(source.path, { ...options, extra: { session: settings } });
        return await onnxruntime.InferenceSession.create(source.bytes, { ...options, extra: { session: { ...settings, ...folder } } });
    }
    catch (cause) {
        throw loadError(label, cause);
    }
}
function tensorOf(onnxruntime, { tensor, trailing, narrowed }, data, start, rows) {
    if (data === undefined)
        throw new Error(`the reader packed no tensor ${tensor.name}`);
    const width = tensor.columns.length;
    const part = data.length === rows * width ? data : cut(data, start * width, (start + rows) * width);
    const dims = [rows, ...trailing];
    if (narrowed && part instanceof Float32Array)
        return new onnxruntime.Tensor('float16', narrowToHalves(part), dims);
    return new onnxruntime.Tensor(tensor.type, part, dims);
}
function cut(data, from, to) {
    return Array.isArray(data) ? data.slice(from, to) : data.subarray(from, to);
}
async function runInPieces(rows, piece, run) {
    const parts = [];
    for (let start = 0; start < rows; start += piece)
        parts.push(await run(start));
    const width = parts[0]?.width ?? 1;
    const values = parts[0]?.values instanceof Float64Array ? new Float64Array(rows * width) : new Float32Array(rows * width);
    for (const [index, part] of parts.entries())
        values.set(part.values, index * piece * width);
    return { width, values };
}
function notDividing(label, fixedRows, what) {
    return new errors/* MeasurementError */.HG('INPUT_NOT_MATCHED', `${label} takes exactly ${fixedRows} rows a call, which does not divide ${what} rows`, 'Export the model with a dynamic batch dimension (dynamic_axes, or a first dimension of None).');
}

;// CONCATENATED MODULE: ./build/src/sources/worker/open-arms.js



const ARM_ORDER = ['baseline', 'candidate', 'anchor'];
/** Subjects in the one order in which everything happens: baseline, candidate, anchor. */
function subjectsOf({ arms }) {
    return ARM_ORDER.flatMap((arm) => {
        const subject = arms[arm];
        return subject === undefined ? [] : [[arm, subject]];
    });
}
/** How messages call an arm. */
function labelOf(arm, subject) {
    return `${arm} (${subject.file.reference})`;
}
async function openArms(job, table, loadRuntime, announce) {
    const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }));
    const models = new Map();
    const predictions = {};
    for (const [arm, subject] of subjectsOf(job)) {
        if (subject.kind === 'predictions') {
            predictions[arm] = subject;
            continue;
        }
        announce({ kind: 'step', step: 'load', arm });
        models.set(arm, prepareModel({ label: labelOf(arm, subject), subject, task: job.task, data: job.data, columns }));
    }
    const outputs = planOutputs(models, job.task, job.positiveLabel);
    const running = new Map();
    const tensors = {};
    for (const [arm, plan] of outputs.plans) {
        const model = models.get(arm);
        if (model === undefined)
            continue;
        announce({ kind: 'step', step: 'load', arm });
        running.set(arm, await openOnnxArm(loadRuntime(), model, plan, { arm, threads: job.threads, batchRows: job.limits.batchRows }));
        tensors[arm] = model.inputs.plans.map(({ tensor }) => tensor);
    }
    return { running, tensors, predictions, classes: outputs.classes, notes: [...[...models.values()].flatMap(notesOf), ...outputs.notes] };
}
function notesOf({ label, notes, inputs: { fixedRows } }) {
    if (fixedRows === null)
        return [...notes];
    const how = fixedRows === 1 ? 'row by row' : `in pieces of ${fixedRows} rows`;
    return [...notes, `${label}: its batch dimension is fixed at ${fixedRows}, so it was run ${how}.`];
}


/***/ })

};
