export const id = 810;
export const ids = [810];
export const modules = {

/***/ 21916:
/***/ ((__unused_webpack_module, exports) => {

var __webpack_unused_export__;

__webpack_unused_export__ = true;
exports.Io = exports.kp = void 0;
var peq = new Uint32Array(0x10000);
var myers_32 = function (a, b) {
    var n = a.length;
    var m = b.length;
    var lst = 1 << (n - 1);
    var pv = -1;
    var mv = 0;
    var sc = n;
    var i = n;
    while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
    }
    for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= ((eq & pv) + pv) ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
            sc++;
        }
        if (pv & lst) {
            sc--;
        }
        mv = (mv << 1) | 1;
        pv = (pv << 1) | ~(xv | mv);
        mv &= xv;
    }
    i = n;
    while (i--) {
        peq[a.charCodeAt(i)] = 0;
    }
    return sc;
};
var myers_x = function (b, a) {
    var n = a.length;
    var m = b.length;
    var mhc = [];
    var phc = [];
    var hsize = Math.ceil(n / 32);
    var vsize = Math.ceil(m / 32);
    for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
    }
    var j = 0;
    for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
            var eq = peq[a.charCodeAt(i)];
            var pb = (phc[(i / 32) | 0] >>> i) & 1;
            var mb = (mhc[(i / 32) | 0] >>> i) & 1;
            var xv = eq | mv_1;
            var xh = ((((eq | mb) & pv_1) + pv_1) ^ pv_1) | eq | mb;
            var ph = mv_1 | ~(xh | pv_1);
            var mh = pv_1 & xh;
            if ((ph >>> 31) ^ pb) {
                phc[(i / 32) | 0] ^= 1 << i;
            }
            if ((mh >>> 31) ^ mb) {
                mhc[(i / 32) | 0] ^= 1 << i;
            }
            ph = (ph << 1) | pb;
            mh = (mh << 1) | mb;
            pv_1 = mh | ~(xv | ph);
            mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] = 0;
        }
    }
    var mv = 0;
    var pv = -1;
    var start = j * 32;
    var vlen = Math.min(32, m - start) + start;
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
    }
    var score = m;
    for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = (phc[(i / 32) | 0] >>> i) & 1;
        var mb = (mhc[(i / 32) | 0] >>> i) & 1;
        var xv = eq | mv;
        var xh = ((((eq | mb) & pv) + pv) ^ pv) | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += (ph >>> (m - 1)) & 1;
        score -= (mh >>> (m - 1)) & 1;
        if ((ph >>> 31) ^ pb) {
            phc[(i / 32) | 0] ^= 1 << i;
        }
        if ((mh >>> 31) ^ mb) {
            mhc[(i / 32) | 0] ^= 1 << i;
        }
        ph = (ph << 1) | pb;
        mh = (mh << 1) | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
    }
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
    }
    return score;
};
var distance = function (a, b) {
    if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
    }
    if (b.length === 0) {
        return a.length;
    }
    if (a.length <= 32) {
        return myers_32(a, b);
    }
    return myers_x(a, b);
};
exports.Io = distance;
var closest = function (str, arr) {
    var min_distance = Infinity;
    var min_index = 0;
    for (var i = 0; i < arr.length; i++) {
        var dist = distance(str, arr[i]);
        if (dist < min_distance) {
            min_distance = dist;
            min_index = i;
        }
    }
    return arr[min_index];
};
exports.kp = closest;


/***/ }),

/***/ 59000:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ NO_GROUP)
/* harmony export */ });
const NO_GROUP = 0xffff;


/***/ }),

/***/ 14807:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runWorker: () => (/* binding */ runWorker)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/sources/worker/frames.js
var worker_frames = __webpack_require__(6961);
// EXTERNAL MODULE: ./build/src/sources/worker/messages.js
var messages = __webpack_require__(8807);
// EXTERNAL MODULE: ./build/src/sources/native/load.js
var load = __webpack_require__(83184);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./build/src/sources/onnx/nearest-name.js
var nearest_name = __webpack_require__(11394);
;// CONCATENATED MODULE: ./build/src/sources/tabular/data-invalid.js


/** "data/holdout.csv: column "age", row 17: found "abc"; expected a number" */
function dataInvalid({ found, expected, remedy, cause, ...place }, reasonCode = 'DATA_INVALID') {
    const options = cause === undefined ? undefined : { cause };
    return new errors/* MeasurementError */.HG(reasonCode, `${describePlace(place)}: found ${found}; expected ${expected}`, remedy, options);
}
function describePlace({ file, column, row }) {
    const parts = [column === undefined ? null : `column ${JSON.stringify(column)}`, row === undefined ? null : `row ${row}`];
    const where = parts.filter((part) => part !== null).join(', ');
    return where === '' ? file : `${file}: ${where}`;
}
function missingColumn(file, column, use, known, headless = false) {
    const near = (0,nearest_name/* nearestName */.q)(column, known);
    const header = 'Add a header line with the column names: the first line looks like data.';
    const rename = near === null ? 'Name a column that the file has, or add it to the file.' : `Did you mean ${JSON.stringify(near)}?`;
    return new errors/* MeasurementError */.HG('DATA_INVALID', `${file}: no column ${JSON.stringify(column)} (${use}); it has ${(0,nearest_name/* listNames */.Z)(known)}`, headless ? header : rename);
}
/** A value from a file, for a message: quoted and cut, so that it can neither break the line nor flood it. */
function showValue(value) {
    return value === null ? 'null' : JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
}
const MAX_SHOWN = 60;

;// CONCATENATED MODULE: ./build/src/sources/tabular/check-file.js



/** What a Git LFS pointer begins with (git-lfs spec v1). */
const LFS_POINTER_START = 'version https://git-lfs.github.com/spec/';
/** A Parquet file begins and ends with these four bytes (Apache Parquet format, "File format"). */
const PARQUET_MAGIC = 'PAR1';
/** Pointers are shorter than this; it also holds the object id. */
const HEAD_BYTES = 512;
/** Refuses what no reader can say clearly: an LFS pointer, an empty file, a Parquet file that is none or is cut off. */
async function checkFile(file, format) {
    const handle = await (0,promises_.open)(file.path).catch((cause) => {
        throw dataInvalid({
            file: file.reference,
            found: 'no readable file',
            expected: 'the data',
            remedy: 'Check the path and the checkout.',
            cause,
        });
    });
    try {
        await checkBytes(handle, file.reference, format);
    }
    finally {
        await handle.close();
    }
}
async function checkBytes(handle, file, format) {
    const { size } = await handle.stat();
    if (size === 0) {
        throw dataInvalid({
            file,
            found: 'an empty file (0 bytes)',
            expected: 'data',
            remedy: 'Write the file again; the job that made it probably failed.',
        });
    }
    const head = await readText(handle, 0, HEAD_BYTES);
    if (head.startsWith(LFS_POINTER_START)) {
        const oid = /^oid (\S+)$/m.exec(head)?.[1] ?? 'unknown';
        throw new errors/* MeasurementError */.HG('LFS_POINTER', `${file}: this is a Git LFS pointer (${oid}), not the data`, 'Fetch it with `git lfs pull`, or set `lfs: true` on actions/checkout.');
    }
    if (format !== 'parquet')
        return;
    if (!head.startsWith(PARQUET_MAGIC)) {
        throw dataInvalid({
            file,
            found: 'a file that is not Parquet',
            expected: 'Parquet',
            remedy: 'Write it as Parquet, or name it .csv or .jsonl if it is one.',
        });
    }
    const tail = await readText(handle, Math.max(0, size - PARQUET_MAGIC.length), PARQUET_MAGIC.length);
    if (tail !== PARQUET_MAGIC) {
        throw dataInvalid({
            file,
            found: 'a Parquet file without its end',
            expected: 'a whole file',
            remedy: 'It was cut off while written or copied: write or fetch it again.',
        });
    }
}
async function readText(handle, position, length) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.toString('latin1', 0, bytesRead);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/query.js
/** For answers of a few rows (schemas, counts, the first wrong row); data goes through a RowStream. */
async function selectRows(connection, sql) {
    const result = await connection.run(sql);
    return result.getRowObjectsJS();
}
async function selectRow(connection, sql) {
    const [row] = await selectRows(connection, sql);
    return row ?? {};
}
function textOf(row, name) {
    const value = row[name];
    return typeof value === 'string' ? value : null;
}
/** Counts come as BIGINT; none that Sluice asks for passes 2^53. */
function numberOf(row, name) {
    const value = row[name];
    return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : 0;
}
function textsOf(row, name) {
    const value = row[name];
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/sql.js
/** An identifier as SQL: quoted, so that a column may be called `select` or `a"b`. */
function quoteName(name) {
    return `"${name.replaceAll('"', '""')}"`;
}
/** A text as an SQL literal. */
function quoteText(text) {
    return `'${text.replaceAll("'", "''")}'`;
}
function quoteTexts(texts) {
    return `[${texts.map(quoteText).join(', ')}]`;
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/table.js


/** @throws MeasurementError naming the nearest column */
function columnOf(table, name, use) {
    const column = table.columns.find((known) => known.name === name);
    if (column !== undefined)
        return column;
    const names = table.columns.map((known) => known.name);
    throw missingColumn(fileNames(table), name, use, names, table.csv?.header === false);
}
/** For messages about all files of a table: the first one's name, and how many more there are. */
function fileNames(table) {
    const [first, ...more] = table.files;
    return `${first?.reference ?? 'no file'}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}
function kindOf(type) {
    if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type))
        return 'integer';
    if (/^(FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/.test(type))
        return 'float';
    if (type === 'BOOLEAN')
        return 'boolean';
    return /^(VARCHAR|UUID|JSON|ENUM\(.*\))$/s.test(type) ? 'text' : 'other';
}
function plainColumn(name, type, nullable) {
    const value = quoteName(name);
    const text = type === 'JSON' ? `(${value} ->> '$')` : type === 'VARCHAR' ? value : `CAST(${value} AS VARCHAR)`;
    return { name, type, kind: kindOf(type), nullable, text, value };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/csv-source.js




/** Rows from which dialect and types are guessed; a wrong guess of a type is an error later, never a rounded number. */
const SNIFFED_ROWS = 20_480;
/** Beside each typed column stands its text, under a name that no header line has by accident. */
const TEXT_PREFIX = 'sluice text of ';
/**
 * Reads all columns as text and casts after: DuckDB types a CSV column by its first rows and by what the query does with it,
 * and would round 1.5 to 2 where the first rows hold whole numbers.
 */
async function sniffCsv(connection, files) {
    const sniffed = [];
    for (const file of files)
        sniffed.push(await sniffFile(connection, file));
    const [first, ...others] = sniffed;
    if (first === undefined)
        throw new Error('sniffCsv needs a file');
    others.forEach((other, index) => {
        refuseOtherHeader(files, first, other, index + 1);
    });
    const { dialect } = first;
    const columns = first.columns.map(({ name }, index) => {
        const types = new Set(sniffed.map((file) => file.columns[index]?.type ?? 'VARCHAR'));
        const type = commonType([...types]);
        const text = quoteName(TEXT_PREFIX + name);
        return { name, type, kind: kindOf(type), nullable: true, text, value: text };
    });
    return { dialect, columns, source: (some) => csvSource(dialect, columns, some) };
}
async function sniffFile(connection, file) {
    const row = await selectRow(connection, `FROM sniff_csv(${quoteText(file.path)}, sample_size = ${SNIFFED_ROWS})`);
    const dialect = {
        delimiter: textOf(row, 'Delimiter') ?? ',',
        // A file whose first rows need no quotes may need them later; RFC 4180 knows no other quote.
        quote: orDoubleQuote(textOf(row, 'Quote')),
        escape: orDoubleQuote(textOf(row, 'Escape')),
        header: row['HasHeader'] === true,
        skipLines: numberOf(row, 'SkipRows'),
        dateFormat: textOf(row, 'DateFormat'),
        timestampFormat: textOf(row, 'TimestampFormat'),
    };
    return { dialect, columns: sniffedColumns(row) };
}
function orDoubleQuote(sniffed) {
    return sniffed === null || sniffed.length !== 1 ? '"' : sniffed;
}
function sniffedColumns(row) {
    const columns = row['Columns'];
    if (!Array.isArray(columns))
        return [];
    return columns.flatMap((column) => {
        if (column === null || typeof column !== 'object' || !('name' in column) || !('type' in column))
            return [];
        const { name, type } = column;
        return typeof name === 'string' && typeof type === 'string' ? [{ name, type }] : [];
    });
}
function refuseOtherHeader(files, first, other, index) {
    const names = (sniffed) => sniffed.columns.map((column) => column.name).join(', ');
    if (names(first) === names(other) && first.dialect.delimiter === other.dialect.delimiter)
        return;
    throw dataInvalid({
        file: files[index]?.reference ?? '',
        found: `the columns ${names(other)} (delimiter ${JSON.stringify(other.dialect.delimiter)})`,
        expected: `those of ${files[0]?.reference ?? ''}: ${names(first)} (delimiter ${JSON.stringify(first.dialect.delimiter)})`,
        remedy: 'Write all files of the glob with the same header line, or use Parquet, which is read by name.',
    });
}
function commonType(types) {
    const [first] = types;
    if (first !== undefined && types.length === 1)
        return first;
    return types.every((type) => kindOf(type) === 'integer' || kindOf(type) === 'float') ? 'DOUBLE' : 'VARCHAR';
}
function csvSource(dialect, columns, files) {
    const all = columns.map((column) => `${quoteText(column.name)}: 'VARCHAR'`).join(', ');
    const options = [
        'auto_detect = false',
        `delim = ${quoteText(dialect.delimiter)}`,
        `quote = ${quoteText(dialect.quote)}`,
        `escape = ${quoteText(dialect.escape)}`,
        `header = ${dialect.header}`,
        `skip = ${dialect.skipLines}`,
        `columns = {${all}}`,
    ];
    const typed = columns.map((column) => `${typedValue(column, dialect)} AS ${quoteName(column.name)}`);
    const texts = columns.map((column) => `${quoteName(column.name)} AS ${column.text}`);
    const paths = quoteTexts(files.map((file) => file.path));
    return `(SELECT ${[...typed, ...texts].join(', ')} FROM read_csv(${paths}, ${options.join(', ')})) AS data`;
}
/** The column as its sniffed type, for slices' conditions; a later row that does not fit is an error. */
function typedValue({ name, type, kind }, dialect) {
    const text = quoteName(name);
    if (kind === 'integer') {
        const whole = `${text} IS NULL OR regexp_full_match(${text}, '\\s*[+-]?[0-9]+\\s*')`;
        const complaint = `error('column ${name.replaceAll("'", "''")}: expected a whole number as in the first rows, found ' || ${text})`;
        return `CASE WHEN ${whole} THEN CAST(${text} AS ${type}) ELSE ${complaint} END`;
    }
    if (type === 'DATE' && dialect.dateFormat !== null)
        return `CAST(strptime(${text}, ${quoteText(dialect.dateFormat)}) AS DATE)`;
    if (type === 'TIMESTAMP' && dialect.timestampFormat !== null)
        return `strptime(${text}, ${quoteText(dialect.timestampFormat)})`;
    return type === 'VARCHAR' ? text : `CAST(${text} AS ${type})`;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./build/src/sources/tabular/database.js


/**
 * An in-memory database that can touch nothing but the given files: no extensions, no network, no spilling to disk, and the
 * settings locked, because slices of the policy bring SQL of their own (where-expression.ts is the other half of the defence).
 */
async function openDatabase(duckdb, paths, options) {
    const instance = await duckdb.DuckDBInstance.create(':memory:', {
        threads: String(options.threads),
        memory_limit: `${Math.floor(options.memoryLimitBytes / 1024)}KiB`,
        preserve_insertion_order: 'true',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        temp_directory: '',
    });
    const first = await instance.connect();
    await first.run(`SET allowed_paths = ${quoteTexts(paths.map((path) => (0,external_node_path_.resolve)(path)))}`);
    await first.run('SET enable_external_access = false');
    await first.run('SET lock_configuration = true');
    const connections = [first];
    return {
        async connect() {
            const connection = await instance.connect();
            connections.push(connection);
            return connection;
        },
        close() {
            for (const connection of connections)
                connection.closeSync();
            instance.closeSync();
        },
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/json-source.js



/**
 * Opens JSON lines, or one array of objects. All rows are looked at for the types, because DuckDB would round a 1.5 that comes
 * after the sampled rows to 2; afterwards the types are fixed.
 */
async function openJson(connection, files) {
    const paths = quoteTexts(files.map((file) => file.path));
    const described = await selectRows(connection, `DESCRIBE FROM read_json(${paths}, sample_size = -1)`);
    const columns = described.map((row) => plainColumn(textOf(row, 'column_name') ?? '', textOf(row, 'column_type') ?? '', true));
    const types = columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(type)}`).join(', ');
    return {
        columns,
        rows: null,
        csv: null,
        source: (some) => `read_json(${quoteTexts(some.map((file) => file.path))}, columns = {${types}}) AS data`,
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/parquet-source.js




/** Opens Parquet files of one schema; each is read by column name. */
async function openParquet(connection, files) {
    const schemas = [];
    for (const file of files)
        schemas.push(await columnsOf(connection, file));
    const [first = [], ...others] = schemas;
    others.forEach((other, index) => {
        refuseOtherSchema(files[0], files[index + 1], first, other);
    });
    const columns = first.map((column) => {
        const nullable = schemas.some((schema) => schema.find(({ name }) => name === column.name)?.nullable !== false);
        return { ...column, nullable };
    });
    const counted = await selectRow(connection, `SELECT sum(num_rows)::DOUBLE AS rows FROM parquet_file_metadata(${pathsOf(files)})`);
    return { columns, rows: numberOf(counted, 'rows'), csv: null, source };
}
function source(files) {
    return `read_parquet(${pathsOf(files)}, hive_partitioning = false) AS data`;
}
function pathsOf(files) {
    return quoteTexts(files.map((file) => file.path));
}
async function columnsOf(connection, file) {
    const required = await requiredColumns(connection, file);
    const described = await selectRows(connection, `DESCRIBE FROM ${source([file])}`);
    return described.map((row) => {
        const name = textOf(row, 'column_name') ?? '';
        return plainColumn(name, textOf(row, 'column_type') ?? '', !required.has(name));
    });
}
/** DESCRIBE calls every Parquet column nullable; the schema tree, flattened depth first, says which are REQUIRED. */
async function requiredColumns(connection, file) {
    const query = `SELECT name, repetition_type, coalesce(num_children, 0)::INTEGER AS children FROM parquet_schema(${quoteText(file.path)})`;
    const [, ...nodes] = await selectRows(connection, query);
    const required = new Set();
    let inside = 0;
    for (const node of nodes) {
        const name = textOf(node, 'name');
        if (inside === 0 && name !== null && textOf(node, 'repetition_type') === 'REQUIRED')
            required.add(name);
        inside = Math.max(0, inside - 1) + numberOf(node, 'children');
    }
    return required;
}
function refuseOtherSchema(firstFile, otherFile, first, other) {
    for (const { name, type } of first) {
        const found = other.find((column) => column.name === name);
        if (found?.type === type)
            continue;
        throw dataInvalid({
            file: otherFile?.reference ?? '',
            column: name,
            found: found === undefined ? 'no such column' : `the type ${found.type}`,
            expected: `${type}, as in ${firstFile?.reference ?? ''}`,
            remedy: 'Write all files of the glob with the same schema.',
        });
    }
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/read-failed.js



/** What DuckDB said about a file, as an error that names file and line. Errors that already say it pass through. */
function readFailed(table, cause) {
    if (cause instanceof errors/* MeasurementError */.HG)
        return cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    const file = table.files.find(({ path }) => message.includes(path))?.reference ?? fileNames(table);
    if (message.startsWith('Out of Memory')) {
        return new errors/* MeasurementError */.HG('DATA_INVALID', `${file}: reading it needs more memory than allowed`, 'Raise the memory limit, or use fewer distinct groups and ids.', { cause });
    }
    const line = /^CSV Error on Line: (\d+)$/m.exec(message.replace('Invalid Input Error: ', ''))?.[1];
    const at = line === undefined ? '' : ` at line ${line}`;
    if (/invalid unicode|not utf-8 encoded/i.test(message)) {
        return dataInvalid({
            file,
            found: `bytes that are not UTF-8${at}`,
            expected: 'UTF-8 text',
            remedy: 'Save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8).',
            cause,
        });
    }
    const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
    if (columns !== null) {
        const [, expected, found] = columns;
        return dataInvalid({
            file,
            found: `${found} columns${at}`,
            expected: `${expected}, as in the header line`,
            remedy: 'Quote values that contain the delimiter.',
            cause,
        });
    }
    const [said] = message.split('\n').filter((part) => !part.startsWith('Invalid Input Error: CSV Error on Line'));
    return dataInvalid({
        file,
        found: `an error${at}: ${said ?? message}`,
        expected: 'readable data',
        remedy: 'Write the file again, or open it with another tool to see what is wrong.',
        cause,
    });
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/open-tabular.js






/**
 * Opens evaluation data for reading: schema, nullability and, where free, the number of rows; no rows yet.
 *
 * @throws MeasurementError DATA_INVALID or LFS_POINTER
 */
async function openTabular(duckdb, data, options) {
    for (const file of data.files)
        await checkFile(file, data.format);
    const paths = [...data.files, ...(options.alsoReads ?? [])].map((file) => file.path);
    const database = await openDatabase(duckdb, paths, options);
    try {
        const table = await openTable(database, data);
        return { ...table, close: () => database.close() };
    }
    catch (cause) {
        database.close();
        throw cause;
    }
}
/** A second table in the same database, such as predictions to join with; closed with the database. */
async function openBeside(database, data) {
    for (const file of data.files)
        await checkFile(file, data.format);
    return openTable(database, data);
}
async function openTable(database, { files, format }) {
    const connection = await database.connect();
    try {
        const opened = await openFormat[format](connection, files);
        return {
            ...opened,
            files,
            format,
            database,
            connection,
            source: (some = files) => opened.source(some),
            close: () => connection.closeSync(),
        };
    }
    catch (cause) {
        throw readFailed({ files }, cause);
    }
}
const openFormat = {
    parquet: openParquet,
    json: openJson,
    csv: async (...args) => {
        const { dialect, columns, source } = await sniffCsv(...args);
        return { columns, rows: null, csv: dialect, source };
    },
};

;// CONCATENATED MODULE: ./build/src/sources/tabular/first-row.js

/**
 * The first row for which `wrong` (an SQL condition) holds, or null. Only asked after something failed, so that the fast path
 * need not count rows; one file after another, because the row is counted within its file, from 1.
 */
async function findFirstRow(table, column, wrong) {
    for (const file of table.files) {
        const numbered = `SELECT row_number() OVER () AS row, ${column.text} AS value, (${wrong}) AS wrong FROM ${table.source([file])}`;
        const query = `SELECT row::DOUBLE AS row, value FROM (${numbered}) WHERE wrong ORDER BY row LIMIT 1`;
        const found = await selectRow(table.connection, query);
        const row = numberOf(found, 'row');
        if (row > 0)
            return { file: file.reference, column: column.name, row, value: textOf(found, 'value') };
    }
    return null;
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/claim.js




/** Thrown where a scan sees a value that breaks a claim; the row is looked up after. */
class BrokenClaim extends Error {
    name = 'BrokenClaim';
    claim;
    constructor(claim) {
        super(`column ${claim.column.name}: not ${claim.expected}`);
        this.claim = claim;
    }
}
/** Turns whatever stopped a scan into an error that names file, column and first row. */
async function explainFailure(table, cause, suspected) {
    if (cause instanceof errors/* MeasurementError */.HG)
        return cause;
    const suspects = cause instanceof BrokenClaim ? [cause.claim] : suspected;
    for (const suspect of suspects) {
        const broken = 'explain' in suspect ? await suspect.explain() : await explainClaim(suspect);
        if (broken !== null)
            return broken;
    }
    return cause instanceof BrokenClaim ? cause : readFailed(table, cause);
}
async function explainClaim(claim) {
    // The search can fail on what stopped the scan (a broken page of the file); then that is the message.
    const first = await findFirstRow(claim.table, claim.column, claim.wrong).catch(() => null);
    if (first === null)
        return null;
    const { file, column, row, value } = first;
    const { expected, remedy, reasonCode } = claim;
    return dataInvalid({ file, row, ...(column === undefined ? {} : { column }), found: showValue(value), expected, remedy }, reasonCode);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/vectors.js
/**
 * The numbers of a chunk's column as DuckDB holds them, without boxing each (its public getItem does). The fields are private in
 * its types, so their shape is checked; runtime/ pins the version.
 */
function itemsOf(vector) {
    if ('items' in vector && ArrayBuffer.isView(vector.items) && isItems(vector.items))
        return vector.items;
    throw new Error(`DuckDB's vector of ${vector.type.toString()} holds no numbers as expected`);
}
function isItems(view) {
    return !(view instanceof DataView);
}
/**
 * Bits of the rows that are not null, 32 rows a word, lowest bit first; null when all `rows` are valid, which is the common case
 * and need not be looked at row by row.
 */
function validRows(vector, rows) {
    if (!('validity' in vector) || typeof vector.validity !== 'object' || vector.validity === null || !('data' in vector.validity)) {
        throw new Error(`DuckDB's vector of ${vector.type.toString()} has no validity as expected`);
    }
    const { data } = vector.validity;
    if (data === null || data === undefined)
        return null;
    if (!(data instanceof BigUint64Array))
        throw new Error("DuckDB's validity is not 64-bit words");
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
    return allSet(words, rows) ? null : words;
}
function allSet(words, rows) {
    const full = rows >>> 5;
    for (let word = 0; word < full; word++)
        if (words[word] !== 0xffffffff)
            return false;
    const rest = rows & 31;
    if (rest === 0)
        return true;
    const mask = 2 ** rest - 1;
    return ((words[full] ?? 0) & mask) >>> 0 === mask;
}
function isValid(words, row) {
    return (((words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/dense-codes.js


function denseCodes(table, column, profile, use) {
    const claim = {
        table,
        column,
        wrong: `${column.text} IS NULL`,
        expected: `a value: the column is the ${use}`,
        remedy: 'Fill the column.',
    };
    const known = new Map();
    let out = new Uint32Array(0);
    let last = null;
    let lastCode = 0;
    // Rows of one group often stand together: then there is nothing to look up.
    const put = (at, value) => {
        if (value !== last) {
            last = value;
            lastCode = known.get(value) ?? known.size;
            if (lastCode === known.size)
                known.set(value, lastCode);
        }
        out[at] = lastCode;
    };
    const asDouble = table.csv === null && column.kind === 'integer' && (profile.codes.get(column.name)?.largest ?? 0) <= Number.MAX_SAFE_INTEGER;
    const sink = (vector, from, count, at) => {
        if (validRows(vector, from + count) !== null)
            throw new BrokenClaim(claim);
        const items = asDouble ? itemsOf(vector) : null;
        for (let row = 0; row < count; row++) {
            const value = items === null ? vector.getItem(from + row) : items[from + row];
            if (typeof value !== 'number' && typeof value !== 'string')
                throw new BrokenClaim(claim);
            put(at + row, value);
        }
    };
    return {
        part: {
            columns: [{ sql: asDouble ? `CAST(${column.value} AS DOUBLE)` : column.text, sink }],
            begin: (rows) => {
                out = new Uint32Array(rows);
            },
            end: () => out,
        },
        count: () => known.size,
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/feature-cast.js



/** SQL types of the tensors' elements; DuckDB's vectors of BOOLEAN hold no plain bytes, those of UTINYINT do. */
const SQL_TYPES = {
    float32: 'FLOAT',
    float64: 'DOUBLE',
    int8: 'TINYINT',
    uint8: 'UTINYINT',
    int16: 'SMALLINT',
    uint16: 'USMALLINT',
    int32: 'INTEGER',
    uint32: 'UINTEGER',
    int64: 'BIGINT',
    uint64: 'UBIGINT',
    bool: 'UTINYINT',
    string: 'VARCHAR',
};
/** Whole numbers are exact in a float up to 2 to the power of its significand's bits (IEEE 754). */
const EXACT_FLOAT32 = 2 ** 24;
const EXACT_FLOAT64 = 2 ** 53;
/** Types whose every value is exact in a float of the kind. */
const ALWAYS_EXACT = {
    float32: /^U?(TINYINT|SMALLINT)$/,
    float64: /^U?(TINYINT|SMALLINT|INTEGER)$/,
};
/** @throws MeasurementError where the column's type can never be the tensor's */
function castFeature(table, column, type) {
    const fromText = table.csv !== null;
    if (column.kind === 'other' && !(fromText && type === 'string'))
        throw cannotBecome(table, column, type);
    if (type === 'string')
        return castToText(table, column);
    if (column.kind === 'text' && !fromText)
        throw cannotBecome(table, column, type);
    if (type === 'float32' || type === 'float64')
        return castToFloat(column, type, fromText);
    return type === 'bool' ? castToBool(column, fromText) : castToInteger(column, type);
}
function castToText(table, column) {
    // 1.0 or 1, True or true: only the exporter knows what the model was trained on. CSV has the very characters.
    if (table.csv === null && (column.kind === 'float' || column.kind === 'boolean'))
        throw cannotBecome(table, column, 'string');
    return { sql: column.text, wrong: null, expected: 'text', exactUpTo: null };
}
function castToFloat(column, type, fromText) {
    const value = fromText && column.kind === 'boolean' ? `CAST(${column.value} AS BOOLEAN)` : column.value;
    const whole = column.kind === 'integer' && !ALWAYS_EXACT[type].test(column.type);
    return {
        sql: `CAST(${value} AS ${SQL_TYPES[type]})`,
        wrong: `${value} IS NOT NULL AND TRY_CAST(${value} AS ${SQL_TYPES[type]}) IS NULL`,
        expected: `a number within ${type}`,
        exactUpTo: whole ? (type === 'float32' ? EXACT_FLOAT32 : EXACT_FLOAT64) : null,
    };
}
/** A fraction is refused, not rounded. */
function castToInteger(column, type) {
    const cast = `TRY_CAST(${column.value} AS ${SQL_TYPES[type]})`;
    const number = `TRY_CAST(${column.value} AS DOUBLE)`;
    const sql = column.kind === 'float' || column.kind === 'text' ? `CASE WHEN ${number} = trunc(${number}) THEN ${cast} END` : cast;
    return { sql, wrong: `(${sql}) IS NULL`, expected: `a whole number within ${type}, no null`, exactUpTo: null };
}
function castToBool(column, fromText) {
    const isBoolean = column.kind === 'boolean' || (fromText && column.kind === 'text');
    const sql = isBoolean
        ? `CAST(TRY_CAST(${column.value} AS BOOLEAN) AS UTINYINT)`
        : `CAST(CASE TRY_CAST(${column.value} AS DOUBLE) WHEN 0 THEN 0 WHEN 1 THEN 1 END AS UTINYINT)`;
    return { sql, wrong: `(${sql}) IS NULL`, expected: 'true or false, no null', exactUpTo: null };
}
function cannotBecome(table, { name, type }, tensor) {
    return new errors/* MeasurementError */.HG('DATA_INVALID', `${describePlace({ file: fileNames(table), column: name })}: it holds ${type}, which cannot be given to a ${tensor} input`, tensor === 'string'
        ? 'Write the column as text, as the model saw it in training.'
        : 'Write the column as numbers, or feed another column in `inputs`.');
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/feature-counts.js

function noCounts() {
    return { nulls: 0, notNumbers: 0, infinite: 0, inexact: 0 };
}
function countNotFinite(counts, items, valid, from, count) {
    for (let row = from; row < from + count; row++) {
        if (valid !== null && !isValid(valid, row))
            continue;
        const value = items[row] ?? 0;
        if (Number.isNaN(value))
            counts.notNumbers++;
        else if (!Number.isFinite(value))
            counts.infinite++;
    }
}
/** How many whole numbers came out above the limit of exact floats. */
function countAbove(items, valid, from, count, limit) {
    let above = 0;
    for (let row = from; row < from + count; row++) {
        if (Math.abs(items[row] ?? 0) > limit && (valid === null || isValid(valid, row)))
            above++;
    }
    return above;
}
/** Puts NaN where the column is null: what DuckDB holds there means nothing. Returns how many. */
function putNaN(valid, from, count, out, at, stride) {
    let nulls = 0;
    for (let row = from, to = at; row < from + count; row++, to += stride) {
        if (isValid(valid, row))
            continue;
        out[to] = Number.NaN;
        nulls++;
    }
    return nulls;
}
function describeCounts(file, column, type, counts) {
    const name = `${file}: column ${JSON.stringify(column)}`;
    const null_ = type === 'string' ? 'empty text' : 'NaN';
    return [
        counts.nulls > 0 ? `${name}: ${counts.nulls} nulls, given to the model as ${null_}` : null,
        counts.notNumbers > 0 ? `${name}: ${counts.notNumbers} NaN, given to the model as they are` : null,
        counts.infinite > 0 ? `${name}: ${counts.infinite} infinite values, given to the model as they are` : null,
        counts.inexact > 0 ? `${name}: ${counts.inexact} whole numbers too large for ${type}, which rounds them` : null,
    ].filter((note) => note !== null);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/pack.js
/**
 * Strided copies from a column into a row-major tensor. Each is small and called with one kind of array only, so that V8 keeps
 * it in machine code: a general one is twenty times slower.
 */
/** @returns how many of the values are NaN or infinite (v − v is 0 for all others) */
function packFloat32(items, from, count, out, at, stride) {
    let notFinite = 0;
    for (let row = 0, to = at; row < count; row++, to += stride) {
        const value = items[from + row] ?? 0;
        if (value - value !== 0)
            notFinite++;
        out[to] = value;
    }
    return notFinite;
}
/** @returns how many of the values are NaN or infinite */
function packFloat64(items, from, count, out, at, stride) {
    let notFinite = 0;
    for (let row = 0, to = at; row < count; row++, to += stride) {
        const value = items[from + row] ?? 0;
        if (value - value !== 0)
            notFinite++;
        out[to] = value;
    }
    return notFinite;
}
function packIntegers(items, from, count, out, at, stride) {
    for (let row = 0, to = at; row < count; row++, to += stride)
        out[to] = items[from + row] ?? 0;
}
/** 64-bit numbers as pairs of words: reading each as a BigInt would make an object of it. `stride` and `at` count numbers. */
function packWordPairs(items, from, count, out, at, stride) {
    for (let row = 0, to = at * 2, source = from * 2; row < count; row++, to += stride * 2, source += 2) {
        out[to] = items[source] ?? 0;
        out[to + 1] = items[source + 1] ?? 0;
    }
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/text-cache.js
/** DuckDB's string_t is four 32-bit words: the length, then up to 12 bytes of text, or a prefix and a pointer. */
const WORDS = 4;
const INLINE_BYTES = 12;
/** Slots, a power of two: categories of a few columns fit, and the cache stays in the processor's. */
const SLOTS = 4096;
function textCache() {
    const keys = new Int32Array(SLOTS * WORDS);
    /** Vector (counted from 1) of a long text; 0 for a short one, which is the same everywhere; −1 for an empty slot. */
    const epochs = new Int32Array(SLOTS).fill(-1);
    const texts = new Array(SLOTS).fill('');
    let words = new Int32Array(0);
    let vectorOf = null;
    let epoch = 0;
    return {
        open(vector) {
            vectorOf = vector;
            words = wordsOf(vector);
            epoch++;
        },
        text(row) {
            const at = row * WORDS;
            const a = words[at] ?? 0;
            const b = words[at + 1] ?? 0;
            const c = words[at + 2] ?? 0;
            const d = words[at + 3] ?? 0;
            const slot = hash(a, b, c, d);
            const key = slot * WORDS;
            const wanted = a <= INLINE_BYTES ? 0 : epoch;
            if (epochs[slot] === wanted && keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) {
                return texts[slot] ?? '';
            }
            const value = vectorOf?.getItem(row);
            if (typeof value !== 'string')
                throw new Error('a text that is none');
            epochs[slot] = wanted;
            keys.set([a, b, c, d], key);
            texts[slot] = value;
            return value;
        },
    };
}
/** Multiplicative mixing; the constants are those of MurmurHash3's finaliser (Appleby, public domain). */
function hash(a, b, c, d) {
    let mixed = Math.imul(a ^ b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f);
    mixed ^= mixed >>> 15;
    return (mixed ^ (mixed >>> 7)) & (SLOTS - 1);
}
function wordsOf(vector) {
    if (!('dataView' in vector) || !(vector.dataView instanceof DataView)) {
        throw new Error(`DuckDB's vector of ${vector.type.toString()} holds no texts as expected`);
    }
    const { buffer, byteOffset, byteLength } = vector.dataView;
    if (!(buffer instanceof ArrayBuffer))
        throw new Error('DuckDB shares its memory');
    return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/tensor-sink.js





const MAKE = {
    float32: (length) => new Float32Array(length),
    float64: (length) => new Float64Array(length),
    int8: (length) => new Int8Array(length),
    uint8: (length) => new Uint8Array(length),
    int16: (length) => new Int16Array(length),
    uint16: (length) => new Uint16Array(length),
    int32: (length) => new Int32Array(length),
    uint32: (length) => new Uint32Array(length),
    int64: (length) => new BigInt64Array(length),
    uint64: (length) => new BigUint64Array(length),
    bool: (length) => new Uint8Array(length),
    string: (length) => new Array(length).fill(''),
};
function allocateTensor(type, length) {
    return MAKE[type](length);
}
function tensorSink(target) {
    const { type } = target.slot;
    if (type === 'string')
        return stringSink(target);
    return type === 'float32' || type === 'float64' ? floatSink(target) : integerSink(target);
}
function floatSink({ slot, offset, counts, exactUpTo }) {
    return (vector, from, count, at) => {
        const items = itemsOf(vector);
        const { data: out, width } = slot;
        if (!(items instanceof Float32Array || items instanceof Float64Array))
            throw otherArray(items);
        const first = at * width + offset;
        let notFinite = 0;
        if (items instanceof Float32Array && out instanceof Float32Array)
            notFinite = packFloat32(items, from, count, out, first, width);
        else if (items instanceof Float64Array && out instanceof Float64Array)
            notFinite = packFloat64(items, from, count, out, first, width);
        else
            throw otherArray(items);
        const valid = validRows(vector, from + count);
        const nulls = valid === null ? 0 : putNaN(valid, from, count, out, first, width);
        if (counts === null)
            return;
        counts.nulls += nulls;
        if (notFinite > 0)
            countNotFinite(counts, items, valid, from, count);
        if (exactUpTo !== null)
            counts.inexact += countAbove(items, valid, from, count, exactUpTo);
    };
}
function integerSink({ slot, offset, claim }) {
    return (vector, from, count, at) => {
        if (validRows(vector, from + count) !== null)
            throw new BrokenClaim(claim);
        const items = itemsOf(vector);
        const { data: out, width } = slot;
        if (items.constructor !== out.constructor || out instanceof Float32Array || out instanceof Float64Array || Array.isArray(out))
            throw otherArray(items);
        if (items instanceof Float32Array || items instanceof Float64Array)
            throw otherArray(items);
        const first = at * width + offset;
        if (items instanceof BigInt64Array || items instanceof BigUint64Array)
            return packWordPairs(words(items), from, count, words(out), first, width);
        if (out instanceof BigInt64Array || out instanceof BigUint64Array)
            throw otherArray(items);
        packIntegers(items, from, count, out, first, width);
    };
}
function words({ buffer, byteOffset, byteLength }) {
    return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT);
}
/** A null text is the empty one: what encoders trained on pandas' frames are commonly given. */
function stringSink({ slot, offset, counts }) {
    const cache = textCache();
    return (vector, from, count, at) => {
        const { data: out, width } = slot;
        if (!Array.isArray(out))
            throw new Error('a string tensor is not an array');
        const valid = validRows(vector, from + count);
        cache.open(vector);
        for (let row = from, to = at * width + offset; row < from + count; row++, to += width) {
            if (valid === null || isValid(valid, row))
                out[to] = cache.text(row);
            else if (counts !== null)
                counts.nulls++;
        }
    };
}
function otherArray(items) {
    return new Error(`DuckDB gave ${items.constructor.name}, not the tensor's type`);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/feature-part.js




function openFeatures(table, plans) {
    const slots = new Map();
    const casts = new Map();
    const claims = [];
    const columns = [];
    for (const plan of Object.values(plans).flat()) {
        if (slots.has(slotKey(plan)))
            continue;
        const slot = { type: plan.type, width: plan.columns.length, data: [] };
        slots.set(slotKey(plan), slot);
        for (const [offset, name] of plan.columns.entries()) {
            const column = columnOf(table, name, `input ${JSON.stringify(plan.name)}`);
            const cast = castFeature(table, column, plan.type);
            const claim = { table, column, wrong: cast.wrong ?? 'false', expected: cast.expected, remedy: REMEDY };
            const key = JSON.stringify([name, plan.type]);
            // Only the first use of a cast counts its nulls, so that a column in two tensors is not counted twice.
            const counts = casts.has(key) ? null : noCounts();
            if (counts !== null)
                casts.set(key, { column: name, type: plan.type, counts });
            if (cast.wrong !== null)
                claims.push(claim);
            columns.push({ sql: cast.sql, sink: tensorSink({ slot, offset, counts, exactUpTo: cast.exactUpTo, claim }) });
        }
    }
    const part = {
        columns,
        begin: (rows) => {
            for (const slot of slots.values())
                slot.data = allocateTensor(slot.type, rows * slot.width);
        },
        end: () => armTensors(plans, slots),
    };
    const notes = () => [...casts.values()].flatMap(({ column, type, counts }) => describeCounts(fileNames(table), column, type, counts));
    return { part, claims, notes };
}
const REMEDY = 'Mend the value, or leave out the row; write missing values as empty fields (CSV) or nulls.';
/** Arms may name the same tensor differently: the name is no part of what is packed. */
function slotKey({ type, columns }) {
    return JSON.stringify([type, columns]);
}
function armTensors(plans, slots) {
    const tensorsOf = (arm) => Object.fromEntries(arm.map((plan) => [plan.name, slots.get(slotKey(plan))?.data ?? []]));
    const { baseline, candidate, anchor } = plans;
    return {
        ...(baseline === undefined ? {} : { baseline: tensorsOf(baseline) }),
        ...(candidate === undefined ? {} : { candidate: tensorsOf(candidate) }),
        ...(anchor === undefined ? {} : { anchor: tensorsOf(anchor) }),
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/profile.js




/** More distinct values than any label or slice may have; the lists are cut here, so that a wrong column costs no memory. */
const MAX_DISTINCT = 10_000;
/** Everything that must be known before the first batch, in one pass over the columns concerned. */
async function profileTable(table, request) {
    const asked = [
        'count(*)::DOUBLE AS rows',
        ...request.values.flatMap(({ text }, index) => [
            `list(DISTINCT ${text})[1:${MAX_DISTINCT + 2}] AS values_${index}`,
            `count_if(${text} IS NULL)::DOUBLE AS value_nulls_${index}`,
        ]),
        ...request.codes.flatMap((column, index) => [
            `${request.distinct.includes(column) ? `count(DISTINCT ${column.value})::DOUBLE` : 'NULL'} AS distinct_${index}`,
            `count_if(${column.value} IS NULL)::DOUBLE AS code_nulls_${index}`,
            `${largestOf(column)} AS largest_${index}`,
        ]),
        ...request.conditions.map((condition, index) => `count_if(${condition})::DOUBLE AS condition_${index}`),
    ];
    const row = await selectRow(table.connection, `SELECT ${asked.join(', ')} FROM ${table.source()}`);
    const rows = numberOf(row, 'rows');
    if (rows === 0)
        throw noRows(table);
    return {
        rows,
        values: new Map(request.values.map(({ name }, index) => [
            name,
            { texts: textsOf(row, `values_${index}`), nulls: numberOf(row, `value_nulls_${index}`) },
        ])),
        codes: new Map(request.codes.map(({ name }, index) => [
            name,
            {
                distinct: typeof row[`distinct_${index}`] === 'number' ? numberOf(row, `distinct_${index}`) : null,
                nulls: numberOf(row, `code_nulls_${index}`),
                largest: numberOf(row, `largest_${index}`),
            },
        ])),
        conditions: new Map(request.conditions.map((condition, index) => [condition, numberOf(row, `condition_${index}`)])),
    };
}
/** Largest magnitude of a column of whole numbers: up to 2^53 they can be told apart as doubles. */
function largestOf(column) {
    if (column.kind !== 'integer')
        return '0::DOUBLE';
    const number = `TRY_CAST(${column.value} AS DOUBLE)`;
    return `coalesce(greatest(abs(max(${number})), abs(min(${number}))), 0)`;
}
function noRows(table) {
    return dataInvalid({
        file: fileNames(table),
        found: 'no rows',
        expected: 'at least one',
        remedy: 'Nothing can be measured on it; check the job that writes the data.',
    });
}
async function refuseNulls(table, column, nulls, use) {
    if (nulls === 0)
        return;
    const remedy = `Leave out the ${nulls === 1 ? 'row' : `${nulls} rows`} without one, or fill the column.`;
    const claim = { table, column, wrong: `${column.text} IS NULL`, expected: `a value: the column is the ${use}`, remedy };
    throw (await explainClaim(claim)) ?? new Error(`${nulls} nulls in ${column.name} that no query finds`);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/text-codes.js

/** SQL giving each row the position (USMALLINT) of its text in `texts`; null and unknown texts get `otherwise`. */
function textCodes(column, texts, otherwise) {
    if (texts.length === 0)
        return `${otherwise}::USMALLINT`;
    // An enum finds the text by hash; a CASE would compare with one after another.
    const code = `enum_code(TRY_CAST(${column.text} AS ENUM(${texts.map(quoteText).join(', ')})))`;
    return `CAST(coalesce(${code}, ${otherwise}) AS USMALLINT)`;
}
/** Numbers in their order, else texts in theirs, as numpy.unique sorts the values of a column of that type. */
function sortTexts(texts) {
    const numeric = texts.every((text) => text.trim() !== '' && Number.isFinite(Number(text)));
    return numeric ? texts.toSorted((a, b) => Number(a) - Number(b)) : texts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/class-labels.js





/** Which of these is the positive one goes without saying. */
const SELF_EVIDENT = [
    ['false', 'true'],
    ['0', '1'],
    ['-1', '1'],
];
/** Stands for a class that does not occur; no file has it as a label. */
const ABSENT = '\u{fffd} absent';
const SHOWN_LABELS = 5;
/** @param texts the distinct labels as the file writes them */
function binaryLabels(table, column, texts, positive) {
    if (texts.length > 2) {
        throw invalid(table, column, texts, 'at most two values: the task is binary', 'Set `task: multiclass-classification`, or name the right label column.');
    }
    const positiveText = positive === undefined ? selfEvident(texts) : texts.find((text) => means(text, positive, texts));
    if (positive === undefined && positiveText === undefined) {
        throw invalid(table, column, texts, 'false and true, 0 and 1, or a positive-label that says which is which', `Set \`positive-label\` to one of them.`);
    }
    if (positiveText === undefined && texts.length === 2) {
        throw invalid(table, column, texts, `the positive-label ${JSON.stringify(positive)} among them`, 'Set `positive-label` to one of them.');
    }
    const negativeText = texts.find((text) => text !== positiveText);
    const named = positiveText ?? String(positive ?? '');
    const opposite = SELF_EVIDENT.find(([, yes]) => yes === canonical(named))?.[0] ?? `not ${canonical(named)}`;
    return {
        classes: [negativeText === undefined ? opposite : canonical(negativeText), canonical(named)],
        texts: [negativeText ?? ABSENT, positiveText ?? `${ABSENT} positive`],
    };
}
/** '' where only negatives occur: they need no name. */
function selfEvident(texts) {
    const pair = SELF_EVIDENT.find((names) => texts.every((text) => names.some((name) => name === canonical(text))));
    return pair === undefined ? undefined : (texts.find((text) => canonical(text) === pair[1]) ?? pair[1]);
}
/** @param classes in the order of the model's outputs; absent: the values that occur, sorted */
function multiclassLabels(table, column, texts, classes) {
    if (texts.length > MAX_DISTINCT) {
        throw invalid(table, column, texts, `at most ${MAX_DISTINCT} classes`, 'Name the right label column, or set `task: regression`.');
    }
    if (classes === undefined) {
        const sorted = sortTexts(texts);
        return { classes: sorted.map(canonical), texts: sorted };
    }
    const byClass = new Map();
    for (const text of texts) {
        const name = classes.find((known) => means(text, known, texts));
        if (name === undefined || byClass.has(name)) {
            throw invalid(table, column, [text], `each of the model's classes written one way: ${classes.slice(0, MAX_CLASSES_SHOWN).join(', ')}`, 'Label the data with the classes that the model answers.');
        }
        byClass.set(name, text);
    }
    return { classes, texts: classes.map((name, index) => byClass.get(name) ?? `${ABSENT} ${index}`) };
}
const MAX_CLASSES_SHOWN = 20;
/** Whether a label of the file is what the policy or the model calls `name`: 1, 1.0 and "1" are, and true where labels are 0 and 1. */
function means(text, name, texts) {
    const found = canonical(text);
    const wanted = canonical(String(name));
    if (found === wanted)
        return true;
    const numeric = texts.every((other) => ['0', '1'].includes(canonical(other)));
    const boolean = texts.every((other) => ['false', 'true'].includes(canonical(other)));
    if (numeric)
        return (found === '1' && wanted === 'true') || (found === '0' && wanted === 'false');
    return boolean && ((found === 'true' && wanted === '1') || (found === 'false' && wanted === '0'));
}
/** Python's True is true, and 3.0 is 3: a column of integers with a null in it becomes one of floats in pandas. */
function canonical(text) {
    if (/^(true|false)$/i.test(text))
        return text.toLowerCase();
    return /^[+-]?\d+\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text;
}
function invalid(table, column, texts, expected, remedy) {
    const shown = texts.slice(0, SHOWN_LABELS).map(showValue).join(', ');
    const count = texts.length > SHOWN_LABELS ? `${texts.length > MAX_DISTINCT ? `over ${MAX_DISTINCT}` : texts.length} values (${shown}, …)` : shown;
    const place = describePlace({ file: fileNames(table), column: column.name });
    return new errors/* MeasurementError */.HG('DATA_INVALID', `${place}: found the labels ${count}; expected ${expected}`, remedy);
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/part.js


/** Numbers that must be there and satisfy `accepts`; `sql` gives DOUBLE. */
function doublePart(sql, claim, accepts) {
    let out = new Float64Array(0);
    const sink = (vector, from, count, at) => {
        const items = itemsOf(vector);
        if (!(items instanceof Float64Array))
            throw new Error(`expected DOUBLE from ${sql}`);
        if (validRows(vector, from + count) !== null)
            throw new BrokenClaim(claim);
        for (let row = 0; row < count; row++) {
            const value = items[from + row] ?? 0;
            if (!accepts(value))
                throw new BrokenClaim(claim);
            out[at + row] = value;
        }
    };
    return {
        columns: [{ sql, sink }],
        begin: (rows) => {
            out = new Float64Array(rows);
        },
        end: () => out,
    };
}
/** Codes that SQL made (`sql` gives USMALLINT), put into an array of the receiver's kind. */
function codePart(sql, make) {
    let out = make(0);
    const sink = (vector, from, count, at) => {
        const items = itemsOf(vector);
        if (!(items instanceof Uint16Array))
            throw new Error(`expected USMALLINT from ${sql}`);
        out.set(items.subarray(from, from + count), at);
    };
    return {
        columns: [{ sql, sink }],
        begin: (rows) => {
            out = make(rows);
        },
        end: () => out,
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/label-part.js




function isClassification(task) {
    return task === 'binary-classification' || task === 'multiclass-classification';
}
async function openLabels(table, column, request, profile) {
    if (!isClassification(request.task))
        return numberLabels(table, column);
    const { texts, nulls } = profile.values.get(column.name) ?? { texts: [], nulls: 0 };
    await refuseNulls(table, column, nulls, 'label');
    if (column.kind === 'float')
        await refuseNulls(table, { ...column, text: `nullif(${column.text}, 'nan')` }, texts.includes('nan') ? 1 : 0, 'label');
    const labels = classLabels(table, column, request, texts);
    const make = (rows) => request.task === 'binary-classification' ? new Uint8Array(rows) : new Int32Array(rows);
    return { part: codePart(textCodes(column, labels.texts, 0), make), classes: labels.classes, claims: [] };
}
function classLabels(table, column, request, texts) {
    return request.task === 'binary-classification'
        ? binaryLabels(table, column, texts, request.positiveLabel)
        : multiclassLabels(table, column, texts, request.classes);
}
function numberLabels(table, column) {
    const claim = finiteClaim(table, column, 'a finite number as the label', false);
    return { part: doublePart(`CAST(${column.value} AS DOUBLE)`, claim, Number.isFinite), classes: [], claims: [claim] };
}
function weightPart(table, column) {
    const claim = finiteClaim(table, column, 'a finite weight of 0 or more', true);
    const accepts = (value) => value >= 0 && Number.isFinite(value);
    return { part: doublePart(`CAST(${column.value} AS DOUBLE)`, claim, accepts), claims: [claim] };
}
function finiteClaim(table, column, expected, notNegative) {
    const number = `TRY_CAST(${column.value} AS DOUBLE)`;
    const negative = notNegative ? ` OR ${number} < 0` : '';
    return {
        table,
        column,
        wrong: `${number} IS NULL OR NOT isfinite(${number})${negative}`,
        expected,
        remedy: 'Leave out such rows, or mend the column.',
    };
}

// EXTERNAL MODULE: ./build/src/sources/scored-rows.js
var scored_rows = __webpack_require__(59000);
;// CONCATENATED MODULE: ./build/src/sources/tabular/where-expression.js





/** Kinds of SQL expression that look at one row and nothing else: no subquery, window, star, parameter, lambda. */
const ROW_EXPRESSIONS = new Set([
    'BETWEEN',
    'CASE',
    'CAST',
    'COLLATE',
    'COLUMN_REF',
    'COMPARISON',
    'CONJUNCTION',
    'CONSTANT',
    'FUNCTION',
    'OPERATOR',
]);
/** These look like functions of a row, but make several rows of one. */
const ROW_MAKING = new Set(['unnest', 'unlist', 'generate_subscripts']);
/**
 * Checks that a slice's condition is one expression over the table's columns, so that spliced into a SELECT it can neither read
 * another file, nor change the number of rows, nor depend on the day.
 *
 * @throws MeasurementError DATA_INVALID with the condition and what is wrong with it
 */
async function checkWhere(table, slice, where) {
    // The line breaks keep a trailing comment from swallowing the brackets.
    const sql = `((\n${where}\n))`;
    const expression = await parseExpression(table, slice, where, sql);
    const columns = new Set();
    const functions = new Set();
    for (const node of nodesOf(expression)) {
        const kind = node['class'];
        if (typeof kind === 'string' && !ROW_EXPRESSIONS.has(kind))
            throw whereInvalid(slice, where, `a ${kind.toLowerCase().replaceAll('_', ' ')}`);
        if (kind === 'COLUMN_REF')
            columns.add(columnNamed(table, slice, node['column_names']));
        if (kind === 'FUNCTION' && typeof node['function_name'] === 'string')
            functions.add(node['function_name']);
    }
    await refuseFunctions(table, slice, where, [...functions]);
    await refuseOtherType(table, slice, where, sql);
    const tried = `SELECT count_if(${sql}) FROM ${table.source()}`;
    return { sql, columns: [...columns], explain: () => failureOf(table, slice, where, tried) };
}
async function parseExpression(table, slice, where, sql) {
    const row = await selectRow(table.connection, `SELECT json_serialize_sql(${quoteText(`SELECT ${sql} FROM data`)}::VARCHAR) AS tree`);
    const tree = JSON.parse(textOf(row, 'tree') ?? '{}');
    if (!isNode(tree) || tree['error'] === true) {
        throw whereInvalid(slice, where, `an SQL error (${isNode(tree) ? String(tree['error_message']) : 'unreadable'})`);
    }
    const statements = tree['statements'];
    const [statement, ...more] = Array.isArray(statements) ? statements : [];
    const select = isNode(statement) && isNode(statement['node']) ? statement['node']['select_list'] : null;
    if (more.length > 0 || !Array.isArray(select) || select.length !== 1)
        throw whereInvalid(slice, where, 'more than one expression');
    return select[0];
}
function isNode(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function* nodesOf(value) {
    if (Array.isArray(value))
        for (const entry of value)
            yield* nodesOf(entry);
    if (!isNode(value))
        return;
    yield value;
    for (const entry of Object.values(value))
        yield* nodesOf(entry);
}
function columnNamed(table, slice, path) {
    const parts = Array.isArray(path) ? path.filter((part) => typeof part === 'string') : [];
    const [first = '', second] = parts;
    const wanted = second !== undefined && first.toLowerCase() === 'data' ? second : first;
    const found = table.columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (found !== undefined)
        return found.name;
    throw missingColumn(fileNames(table), wanted, `where of slice ${JSON.stringify(slice)}`, table.columns.map(({ name }) => name));
}
async function refuseFunctions(table, slice, where, names) {
    const known = await selectRows(table.connection, `SELECT function_name AS name, bool_and(coalesce(stability, 'CONSISTENT') = 'CONSISTENT')::INTEGER AS steady,
       bool_or(function_type = 'scalar' OR (function_type = 'macro' AND schema_name = 'main'))::INTEGER AS scalar
     FROM duckdb_functions() WHERE list_contains(${quoteTexts(names)}::VARCHAR[], function_name) GROUP BY function_name`);
    for (const name of names) {
        const row = known.find((candidate) => textOf(candidate, 'name') === name);
        if (ROW_MAKING.has(name))
            throw whereInvalid(slice, where, `${name}(), which makes rows`);
        if (row?.['scalar'] !== 1)
            throw whereInvalid(slice, where, `${name}(), which is no function of a row`);
        if (row['steady'] !== 1)
            throw whereInvalid(slice, where, `${name}(), which answers differently another time`);
    }
}
async function refuseOtherType(table, slice, where, sql) {
    const query = `DESCRIBE SELECT ${sql} FROM ${table.source()}`;
    const failed = await failureOf(table, slice, where, query);
    if (failed !== null)
        throw failed;
    const type = textOf(await selectRow(table.connection, query), 'column_type');
    if (type !== 'BOOLEAN')
        throw whereInvalid(slice, where, `a value of type ${type}`);
}
async function failureOf(table, slice, where, query) {
    try {
        await table.connection.run(query);
        return null;
    }
    catch (cause) {
        const [said] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
        return whereInvalid(slice, where, `an SQL error (${said})`);
    }
}
function whereInvalid(slice, where, found) {
    return new errors/* MeasurementError */.HG('DATA_INVALID', `slice ${JSON.stringify(slice)}: where ${JSON.stringify(where)}: found ${found}; expected one SQL condition on the columns of a row`, 'Write a condition such as "tenure < 1 AND region = \'north\'"; for anything else add a column to the data.');
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/slice-part.js






/** More groups than a report can show, or a family of checks can stand. */
const MAX_GROUPS = 200;
async function planSlice(table, spec) {
    switch (spec.kind) {
        case 'column':
            return columnSlice(table, columnOf(table, spec.column, 'slice'));
        case 'edges':
            return edgesSlice(table, columnOf(table, spec.column, 'slice with edges'), spec.edges);
        case 'where':
            return whereSlice(table, spec.name, spec.where);
    }
}
function columnSlice(table, column) {
    const { name } = column;
    const open = (profile) => {
        const { texts, nulls } = profile.values.get(name) ?? { texts: [], nulls: 0 };
        if (texts.length > MAX_GROUPS)
            throw tooManyGroups(table, column);
        const sorted = sortTexts(texts);
        const groups = sorted.map((text) => `${name}=${text}`);
        return {
            name,
            groups: nulls > 0 ? [...groups, `${name} is null`] : groups,
            part: slicePart(textCodes(column, sorted, sorted.length)),
            suspects: [],
        };
    };
    return { name, valuesOf: column, nulls: null, open };
}
function tooManyGroups(table, { name }) {
    return dataInvalid({
        file: fileNames(table),
        column: name,
        found: `more than ${MAX_GROUPS} different values`,
        expected: `a slice of at most ${MAX_GROUPS} groups`,
        remedy: 'Slice by `edges` if it is a number, or by `where` for the groups that matter.',
    });
}
function edgesSlice(table, column, edges) {
    const { name } = column;
    if (table.csv === null && column.kind !== 'integer' && column.kind !== 'float') {
        const remedy = 'Slice by the column itself, or by `where`.';
        throw dataInvalid({
            file: fileNames(table),
            column: name,
            found: `the type ${column.type}`,
            expected: 'numbers, because the slice has edges',
            remedy,
        });
    }
    const number = `CAST(${column.value} AS DOUBLE)`;
    const missing = `(${number} IS NULL OR isnan(${number}))`;
    const steps = edges.map((edge, index) => `WHEN ${number} < ${edge}::DOUBLE THEN ${index}`);
    const sql = `CAST(CASE WHEN ${missing} THEN ${edges.length + 1} ${steps.join(' ')} ELSE ${edges.length} END AS USMALLINT)`;
    const wrong = `${column.value} IS NOT NULL AND TRY_CAST(${column.value} AS DOUBLE) IS NULL`;
    const claim = { table, column, wrong, expected: 'a number, because the slice has edges', remedy: 'Write missing values as empty fields.' };
    const nulls = `TRY_CAST(${column.value} AS DOUBLE) IS NULL OR isnan(TRY_CAST(${column.value} AS DOUBLE))`;
    const open = (profile) => {
        const groups = edgeGroups(name, edges);
        const hasNulls = (profile.conditions.get(nulls) ?? 0) > 0;
        return { name, groups: hasNulls ? [...groups, `${name} is null`] : groups, part: slicePart(sql), suspects: [claim] };
    };
    return { name, valuesOf: null, nulls, open };
}
/** Left-closed: 30 belongs to `30<=age<45`. */
function edgeGroups(name, edges) {
    const inner = edges.slice(1).map((edge, index) => `${edges[index]}<=${name}<${edge}`);
    return [`${name}<${edges[0]}`, ...inner, `${name}>=${edges.at(-1)}`];
}
async function whereSlice(table, name, where) {
    const expression = await checkWhere(table, name, where);
    const sql = `CAST(CASE WHEN ${expression.sql} THEN 0 ELSE ${scored_rows/* NO_GROUP */.M} END AS USMALLINT)`;
    const typed = table.csv === null ? [] : expression.columns.map((column) => typedClaim(table, column));
    const suspects = [...typed, { explain: expression.explain }];
    return { name, valuesOf: null, nulls: null, open: () => ({ name, groups: [name], part: slicePart(sql), suspects }) };
}
/** A CSV column that a condition reads as its sniffed type must be of it to the last row. */
function typedClaim(table, name) {
    const column = table.columns.find((known) => known.name === name);
    if (column === undefined)
        throw missingColumn(fileNames(table), name, 'slice', []);
    const whole = column.kind === 'integer' ? ` OR NOT regexp_full_match(${column.text}, '\\s*[+-]?[0-9]+\\s*')` : '';
    return {
        table,
        column,
        wrong: `${column.text} IS NOT NULL AND (TRY_CAST(${column.text} AS ${column.type}) IS NULL${whole})`,
        expected: `${column.type} as in the first rows`,
        remedy: 'Write the column in one form throughout, or as Parquet.',
    };
}
function slicePart(sql) {
    return codePart(sql, (rows) => new Uint16Array(rows));
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/open-scan.js








async function openScan(table, request) {
    const columns = namedColumns(table, request);
    const features = openFeatures(table, request.tensors);
    const planned = [];
    for (const spec of request.data.slices)
        planned.push(await planSlice(table, spec));
    const profile = await profileColumns(table, request, columns, planned);
    const labels = await openLabels(table, columns.label, request, profile);
    const weight = columns.weight === null ? null : weightPart(table, columns.weight);
    const repeated = columns.id !== null && (profile.codes.get(columns.id.name)?.distinct ?? profile.rows) < profile.rows;
    const cluster = clusterCodes(table, columns, profile, repeated);
    const query = columns.query === null ? null : denseCodes(table, columns.query, profile, 'query');
    const slices = planned.map((slice) => slice.open(profile));
    const parts = [features.part, labels.part, weight?.part, cluster?.part, query?.part, ...slices.map(({ part }) => part)];
    return {
        rows: profile.rows,
        classes: labels.classes,
        id: columns.id === null ? null : { column: columns.id, repeated },
        parts: parts.filter((part) => part !== undefined),
        suspects: [...features.claims, ...labels.claims, ...(weight?.claims ?? []), ...slices.flatMap(({ suspects }) => suspects)],
        take: () => ({
            tensors: features.part.end(),
            label: labels.part.end(),
            weight: weight?.part.end() ?? null,
            cluster: cluster?.part.end() ?? null,
            query: query?.part.end() ?? null,
            slices: slices.map(({ part }) => part.end()),
        }),
        summary: (moreNotes) => ({
            rows: profile.rows,
            classes: labels.classes,
            slices: slices.map(({ name, groups }) => ({ name, groups })),
            clusters: cluster?.count() ?? profile.rows,
            queries: query?.count() ?? 0,
            notes: [...features.notes(), ...moreNotes],
        }),
    };
}
function namedColumns(table, { data, task }) {
    const optional = (name, use) => (name === undefined ? null : columnOf(table, name, use));
    if (task === 'ranking' && data.query === undefined) {
        throw new errors/* MeasurementError */.HG('DATA_INVALID', `${fileNames(table)}: ranking needs to know which rows belong to one query`, 'Set `data.query` to that column.');
    }
    return {
        label: columnOf(table, data.label, 'data.label'),
        id: optional(data.id, 'data.id'),
        group: optional(data.group, 'data.group'),
        weight: optional(data.weight, 'data.weight'),
        query: optional(task === 'ranking' ? data.query : undefined, 'data.query'),
    };
}
/** One pass for classes, groups, repeated ids and nulls; also what says that there are no rows. */
async function profileColumns(table, request, columns, planned) {
    const values = planned.flatMap(({ valuesOf }) => (valuesOf === null ? [] : [valuesOf]));
    if (isClassification(request.task))
        values.push(columns.label);
    const coded = { id: columns.id, group: columns.group, query: columns.query };
    const codes = Object.values(coded).filter((column) => column !== null);
    const conditions = planned.flatMap(({ nulls }) => (nulls === null ? [] : [nulls]));
    // A group decides what depends on what; then only predictions by id ask whether ids repeat.
    const repeating = columns.group === null || Object.keys(request.predictions).length > 0 ? columns.id : null;
    const profile = await profileTable(table, {
        values: unique(values),
        codes: unique(codes),
        distinct: repeating === null ? [] : [repeating],
        conditions: [...new Set(conditions)],
    }).catch(async (cause) => {
        throw await explainFailure(table, cause, []);
    });
    for (const [use, column] of Object.entries(coded)) {
        if (column !== null)
            await refuseNulls(table, column, profile.codes.get(column.name)?.nulls ?? 0, use);
    }
    return profile;
}
function unique(columns) {
    return [...new Map(columns.map((column) => [column.name, column])).values()];
}
/** A group wins over repeated ids: who names it knows more about what depends on what. */
function clusterCodes(table, { group, id }, profile, repeated) {
    if (group !== null)
        return denseCodes(table, group, profile, 'group');
    return id !== null && repeated ? denseCodes(table, id, profile, 'id') : null;
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/answer-part.js



/** SQL of the prediction columns as numbers; float only where all are, so that answers keep the width that the model gave. */
function answerColumns(columns) {
    const type = columns.every((column) => column.type === 'FLOAT') ? 'FLOAT' : 'DOUBLE';
    return columns.map((column) => `CAST(${column.value} AS ${type})`);
}
/** What every prediction must be: a finite number, of a classifier a probability. */
function answerClaims(table, columns, task) {
    return columns.map((column) => {
        const number = `TRY_CAST(${column.value} AS DOUBLE)`;
        const finite = {
            table,
            column,
            wrong: `${number} IS NULL OR NOT isfinite(${number})`,
            expected: 'a finite number as the prediction',
            remedy: 'Write a prediction for every row; see why the model gave none.',
            reasonCode: 'OUTPUT_NOT_FINITE',
        };
        const outside = task === 'regression' || task === 'ranking' ? 'false' : `${number} NOT BETWEEN 0 AND 1`;
        const probability = {
            ...finite,
            wrong: outside,
            expected: 'a probability in [0, 1]',
            remedy: 'Apply the sigmoid or softmax before writing the scores, or name other `columns`.',
            reasonCode: 'OUTPUT_NOT_PROBABILITY',
        };
        return [finite, probability];
    });
}
/** @param sql one expression a column, all FLOAT or all DOUBLE */
function answerPart(sql, claims, wide) {
    const width = sql.length;
    let values = new Float32Array(0);
    const columns = sql.map((expression, offset) => ({
        sql: expression,
        sink: (vector, from, count, at) => {
            const items = itemsOf(vector);
            const [finite, probability] = claims[offset] ?? [];
            if (finite === undefined || probability === undefined)
                throw new Error('a prediction column without its claims');
            if (validRows(vector, from + count) !== null)
                throw new BrokenClaim(finite);
            const first = at * width + offset;
            if (items instanceof Float32Array && values instanceof Float32Array) {
                if (packFloat32(items, from, count, values, first, width) > 0)
                    throw new BrokenClaim(finite);
            }
            else if (items instanceof Float64Array && values instanceof Float64Array) {
                if (packFloat64(items, from, count, values, first, width) > 0)
                    throw new BrokenClaim(finite);
            }
            else
                throw new Error(`predictions came as ${items.constructor.name}`);
            if (probability.wrong !== 'false' && anyOutsideUnit(items, from, count))
                throw new BrokenClaim(probability);
        },
    }));
    return {
        columns,
        begin: (rows) => {
            values = wide ? new Float64Array(rows * width) : new Float32Array(rows * width);
        },
        end: () => ({ width, values }),
    };
}
function anyOutsideUnit(items, from, count) {
    for (let row = from; row < from + count; row++) {
        const value = items[row] ?? 0;
        if (value < 0 || value > 1)
            return true;
    }
    return false;
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/row-hash.js






/** Columns of the same name, compared as what both can be: the narrower float, whole numbers, else text. */
function sharedColumns(left, right, except) {
    return left.columns.flatMap((column) => {
        const other = right.columns.find(({ name }) => name === column.name);
        if (other === undefined || except.has(column.name))
            return [];
        return [{ name: column.name, ...comparable(column, other) }];
    });
}
function comparable(left, right) {
    const numeric = (column) => column.kind === 'integer' || column.kind === 'float';
    if (left.kind === 'boolean' && numeric(right))
        return { left: zeroOrOne(left), right: `CAST(${right.value} AS DOUBLE)` };
    if (right.kind === 'boolean' && numeric(left))
        return { left: `CAST(${left.value} AS DOUBLE)`, right: zeroOrOne(right) };
    if (!numeric(left) || !numeric(right))
        return { left: sameText(left), right: sameText(right) };
    if (left.kind === 'integer' && right.kind === 'integer')
        return both(left, right, 'HUGEINT');
    return both(left, right, left.type === 'FLOAT' || right.type === 'FLOAT' ? 'FLOAT' : 'DOUBLE');
}
function both(left, right, type) {
    return { left: `CAST(${left.value} AS ${type})`, right: `CAST(${right.value} AS ${type})` };
}
function zeroOrOne(column) {
    return `CAST(CAST(${column.value} AS BOOLEAN) AS DOUBLE)`;
}
/** pandas writes True where others write true. */
function sameText(column) {
    return column.kind === 'boolean' ? `lower(${column.text})` : column.text;
}
/** Hash of a row's shared columns, a pair of 32-bit words a row. */
function rowHashPart(expressions) {
    const sql = `hash(${expressions.join(', ')})`;
    let out = new Int32Array(0);
    return {
        columns: [
            {
                sql,
                sink: (vector, from, count, at) => {
                    const { buffer, byteOffset, length } = itemsOf(vector);
                    out.set(new Int32Array(buffer, byteOffset, length * 2).subarray(from * 2, (from + count) * 2), at * 2);
                },
            },
        ],
        begin: (rows) => {
            out = new Int32Array(rows * 2);
        },
        end: () => out,
    };
}
/** @returns the first row whose hashes differ, or −1 */
function firstDifference(left, right) {
    for (let word = 0; word < left.length; word++)
        if (left[word] !== right[word])
            return word >>> 1;
    return -1;
}
/** Says which column differs in a row (0-based, over all files). */
async function rowsDiffer(data, predictions, shared, row) {
    const left = await selectRow(data.connection, valuesQuery(data, shared.map((column) => column.left), row));
    const right = await selectRow(predictions.connection, valuesQuery(predictions, shared.map((column) => column.right), row));
    const index = shared.findIndex((_, at) => textOf(left, `v${at}`) !== textOf(right, `v${at}`));
    const name = JSON.stringify(shared[index]?.name ?? '');
    const values = `${name} is ${showValue(textOf(left, `v${index}`))} there and ${showValue(textOf(right, `v${index}`))} here`;
    return new errors/* MeasurementError */.HG('ROWS_DO_NOT_PAIR', `${fileNames(predictions)}: row ${row + 1} is another than row ${row + 1} of ${fileNames(data)}: ${values} (compared ${(0,nearest_name/* listNames */.Z)(shared.map((column) => column.name))})`, 'Set `data.id`, and write that column beside the predictions.');
}
function valuesQuery(table, expressions, row) {
    const values = expressions.map((sql, index) => `CAST(${sql} AS VARCHAR) AS v${index}`);
    return `SELECT ${values.join(', ')} FROM ${table.source()} LIMIT 1 OFFSET ${row}`;
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/pair-by-id.js





/** Ids that a message names, of each kind. */
const SHOWN_IDS = 5;
/**
 * Joins predictions to the data's rows, in their order, into a table of the database; returns its name and columns. An id that
 * the data repeats is paired by occurrence, if the predictions repeat it as often.
 *
 * @throws MeasurementError ROWS_DO_NOT_PAIR with counts and the first ids
 */
async function pairById(pairing) {
    const { data, predictions, dataId, predictionsId, answers } = pairing;
    const key = comparable(dataId, predictionsId);
    await refuseOtherIds(pairing, key);
    const name = quoteName(`predictions of ${pairing.arm}`);
    const columns = answers.map((_, index) => `answer_${index}`);
    const values = answers.map((sql, index) => `${sql} AS answer_${index}`);
    const dataRows = `(SELECT row_number() OVER () AS n, ${key.left} AS k FROM ${data.source()})`;
    const predictionRows = `(SELECT row_number() OVER () AS n, ${key.right} AS k, ${values.join(', ')} FROM ${predictions.source()})`;
    const keys = pairing.repeated ? 'k, occurrence' : 'k';
    const numbered = (rows) => pairing.repeated ? `(SELECT *, row_number() OVER (PARTITION BY k ORDER BY n) AS occurrence FROM ${rows})` : rows;
    await data.connection.run(`CREATE OR REPLACE TABLE ${name} AS SELECT ${columns.map((column) => `p.${column}`).join(', ')}
     FROM ${numbered(dataRows)} d JOIN ${numbered(predictionRows)} p USING (${keys}) ORDER BY d.n`);
    return { source: name, columns };
}
/** Every id must occur as often in both files; then the join misses no row and adds none. */
async function refuseOtherIds(pairing, key) {
    const counts = (table, id) => `(SELECT ${id} AS k, count(*) AS c FROM ${table.source()} GROUP BY k)`;
    const [differing] = await selectRows(pairing.data.connection, `WITH both_files AS (
       SELECT coalesce(d.k, p.k) AS k, coalesce(d.c, 0) AS dc, coalesce(p.c, 0) AS pc
       FROM ${counts(pairing.data, key.left)} d FULL JOIN ${counts(pairing.predictions, key.right)} p ON d.k = p.k)
     SELECT ${['pc = 0', 'dc = 0', 'dc > 0 AND pc > dc', 'pc > 0 AND dc > pc'].map(countAndFirst).join(', ')} FROM both_files WHERE dc <> pc`);
    const said = differing === undefined ? [] : describeDifferences(pairing, differing);
    if (said.length === 0)
        return;
    throw new errors/* MeasurementError */.HG('ROWS_DO_NOT_PAIR', `${fileNames(pairing.predictions)}: ${said.join('; ')}`, `Write exactly one prediction for each row of ${fileNames(pairing.data)}.`);
}
function countAndFirst(condition, index) {
    return `count_if(${condition})::DOUBLE AS count_${index}, (min(k, ${SHOWN_IDS}) FILTER (${condition}))::VARCHAR[] AS first_${index}`;
}
function describeDifferences({ data, dataId }, row) {
    const file = fileNames(data);
    const column = JSON.stringify(dataId.name);
    const kinds = [
        `of the ids in column ${column} of ${file} have no prediction`,
        `ids are not in column ${column} of ${file}`,
        `ids occur more often than in ${file}`,
        `ids occur less often than in ${file}`,
    ];
    return kinds.flatMap((kind, index) => {
        const count = numberOf(row, `count_${index}`);
        const ids = textsOf(row, `first_${index}`);
        const shown = ids.length === 0 ? ['null'] : ids.map((id) => JSON.stringify(id));
        return count === 0 ? [] : [`${count} ${kind} (first: ${shown.join(', ')}${count > shown.length ? ', …' : ''})`];
    });
}
async function countRows(table) {
    if (table.rows !== null)
        return table.rows;
    return numberOf(await selectRow(table.connection, `SELECT count(*)::DOUBLE AS rows FROM ${table.source()}`), 'rows');
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/prediction-columns.js



/** What a single column of predictions is commonly called. */
const USUAL_NAMES = new Set([
    'score',
    'scores',
    'prediction',
    'predictions',
    'predicted',
    'probability',
    'proba',
    'prob',
    'pred',
    'y_pred',
    'y_score',
    'y_prob',
    'y_proba',
]);
/** Before or after a class name: `proba_3`, `p_cat`, `3_score`. */
const CLASS_COLUMN = /^(?:p|prob|proba|probability|score|pred|prediction|class)[_ .-]|[_ .-](?:p|prob|proba|probability|score)$/i;
/** @throws MeasurementError with the columns that there are */
function choosePredictions(table, choice) {
    const width = choice.classes?.length ?? 1;
    if (choice.columns !== undefined) {
        const named = choice.columns.map((name) => columnOf(table, name, 'predictions'));
        if (named.length !== width)
            throw wrongColumns(table, `${named.length} columns named`, width);
        return named.map((column) => numeric(table, column));
    }
    const candidates = table.columns.filter((column) => !choice.others.has(column.name));
    return choice.classes === null ? [oneColumn(table, candidates)] : classColumns(table, candidates, choice.classes);
}
function oneColumn(table, candidates) {
    const usual = candidates.filter(({ name }) => USUAL_NAMES.has(name.toLowerCase()));
    const floats = candidates.filter(({ kind }) => kind === 'float');
    const [chosen, ...more] = usual.length > 0 ? usual : floats.length > 0 ? floats : candidates.filter(({ kind }) => kind === 'integer');
    if (chosen === undefined || more.length > 0) {
        throw wrongColumns(table, chosen === undefined ? 'no column of numbers' : `several that may be it: ${(0,nearest_name/* listNames */.Z)([chosen, ...more].map(({ name }) => name))}`, 1);
    }
    return numeric(table, chosen);
}
function classColumns(table, candidates, classes) {
    const byClass = classes.map((name) => candidates.find((column) => column.name === name || column.name.replace(CLASS_COLUMN, '') === name));
    const named = byClass.filter((column) => column !== undefined);
    if (new Set(named).size === classes.length)
        return named.map((column) => numeric(table, column));
    const floats = candidates.filter(({ kind }) => kind === 'float');
    throw wrongColumns(table, `${named.length} columns named after classes, ${floats.length} columns of numbers with a fraction`, classes.length);
}
function numeric(table, column) {
    if (column.kind === 'integer' || column.kind === 'float' || table.csv !== null)
        return column;
    throw new errors/* MeasurementError */.HG('DATA_INVALID', `${fileNames(table)}: column ${JSON.stringify(column.name)}: the predictions hold ${column.type}, not numbers`, 'Write scores as numbers, or name other `columns`.');
}
function wrongColumns(table, found, width) {
    return new errors/* MeasurementError */.HG('OUTPUT_NOT_FOUND', `${fileNames(table)}: found ${found}; expected ${width === 1 ? 'one column of predictions' : `one for each of the ${width} classes`}; it has ${(0,nearest_name/* listNames */.Z)(table.columns.map(({ name }) => name))}`, 'Name them in `columns` of the predictions, in the order of the classes.');
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/row-stream.js
async function openRowStream(connection, sql) {
    const result = await connection.stream(sql);
    let chunk = null;
    let used = 0;
    return {
        async fill(rows, sinks) {
            let at = 0;
            while (at < rows) {
                if (chunk === null || used === chunk.rowCount) {
                    chunk = await result.fetchChunk();
                    used = 0;
                    if (chunk === null || chunk.rowCount === 0)
                        return at;
                }
                const count = Math.min(rows - at, chunk.rowCount - used);
                for (const [index, takers] of sinks.entries()) {
                    const vector = chunk.getColumnVector(index);
                    for (const take of takers)
                        take(vector, used, count, at);
                }
                used += count;
                at += count;
            }
            return at;
        },
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/read-parts.js


/** Streams what several parts need in one query; an expression that two of them want is computed once. */
async function readParts(table, source, parts, suspects) {
    const sinks = new Map();
    for (const { sql, sink } of parts.flatMap((part) => part.columns)) {
        const known = sinks.get(sql);
        if (known === undefined)
            sinks.set(sql, [sink]);
        else
            known.push(sink);
    }
    const connection = await table.database.connect();
    const explained = async (work) => {
        try {
            return await work;
        }
        catch (cause) {
            throw await explainFailure(table, cause, suspects);
        }
    };
    const expressions = sinks.size === 0 ? ['1'] : [...sinks.keys()];
    const stream = await explained(openRowStream(connection, `SELECT ${expressions.join(', ')} FROM ${source}`));
    const takers = [...sinks.values()];
    return {
        async read(rows) {
            for (const part of parts)
                part.begin(rows);
            const got = await explained(stream.fill(rows, takers));
            if (got !== rows)
                throw new Error(`${got} rows came where ${rows} were counted: the file changed while it was read`);
        },
        close: () => connection.closeSync(),
    };
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/predictions-arm.js









async function openPredictions(arm, subject, context) {
    const table = await openBeside(context.data.database, { files: [subject.file], format: formatOf(subject.file.path) });
    const { data, request, id } = context;
    const idColumn = id === null ? null : columnOf(table, id.column.name, 'data.id');
    const others = new Set(data.columns.map(({ name }) => name).filter((name) => !subject.columns?.includes(name)));
    const classes = request.task === 'multiclass-classification' ? context.classes : null;
    const columns = choosePredictions(table, { columns: subject.columns, others, classes });
    const claims = answerClaims(table, columns, request.task);
    const opened = { arm, table, columns, claims: claims.flat(), context };
    try {
        if (id !== null && idColumn !== null)
            return await openById(opened, id, idColumn, claims);
        return await openByPosition(opened, claims);
    }
    catch (cause) {
        throw await explainFailure(table, cause, opened.claims);
    }
}
async function openById({ arm, table, columns, claims: all, context }, id, idColumn, claims) {
    const answers = answerColumns(columns);
    const pairing = {
        data: context.data,
        dataId: id.column,
        predictions: table,
        predictionsId: idColumn,
        answers,
        repeated: id.repeated,
        arm,
    };
    const paired = await pairById(pairing);
    const part = answerPart(paired.columns, claims, isWide(columns));
    const reader = await readParts(table, paired.source, [part], all);
    return {
        arm,
        dataHash: null,
        notes: [],
        async next(rows) {
            await reader.read(rows);
            return part.end();
        },
        close: reader.close,
    };
}
async function openByPosition({ arm, table, columns, claims: all, context }, claims) {
    const { data } = context;
    const rows = await countRows(table);
    if (rows !== context.rows)
        throw otherLength(table, rows, data, context.rows);
    const shared = sharedColumns(data, table, new Set(columns.map(({ name }) => name)));
    const part = answerPart(answerColumns(columns), claims, isWide(columns));
    const hashed = shared.length === 0 ? null : rowHashPart(shared.map((column) => column.right));
    const parts = hashed === null ? [part] : [part, hashed];
    const reader = await readParts(table, table.source(), parts, all);
    return {
        arm,
        dataHash: shared.length === 0 ? null : rowHashPart(shared.map((column) => column.left)),
        notes: [positionNote(table, shared)],
        async next(count, hash, firstRow) {
            await reader.read(count);
            const row = hash === null || hashed === null ? -1 : firstDifference(hash, hashed.end());
            if (row >= 0)
                throw await rowsDiffer(data, table, shared, firstRow + row);
            return part.end();
        },
        close: reader.close,
    };
}
function isWide(columns) {
    return columns.some(({ type }) => type !== 'FLOAT');
}
function positionNote(table, shared) {
    const file = fileNames(table);
    return shared.length === 0
        ? `${file}: paired with the data by position alone, because it repeats none of its columns; set data.id to be sure`
        : `${file}: paired with the data by position; ${shared.length} shared columns are equal in every row`;
}
function otherLength(predictions, found, data, expected) {
    return new errors/* MeasurementError */.HG('ROWS_DO_NOT_PAIR', `${fileNames(predictions)}: found ${found} rows; expected ${expected}, as in ${fileNames(data)}`, 'Write one prediction for each row in the same order, or set `data.id` and write that column beside them.');
}
function formatOf(path) {
    if (/\.(csv|tsv|txt)(\.gz)?$/i.test(path))
        return 'csv';
    return /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path) ? 'json' : 'parquet';
}

;// CONCATENATED MODULE: ./build/src/sources/tabular/scan-tabular.js





const ARMS = ['baseline', 'candidate', 'anchor'];
/**
 * Reads the table once, batch by batch, in file order; memory does not grow with the rows beyond the codes of ids and groups.
 * The generator's return value is the summary.
 *
 * @throws MeasurementError DATA_INVALID, ROWS_DO_NOT_PAIR, OUTPUT_NOT_FOUND, OUTPUT_NOT_FINITE or OUTPUT_NOT_PROBABILITY
 */
async function* scanTabular(table, request) {
    const scan = await openScan(table, request);
    const arms = [];
    try {
        for (const arm of ARMS) {
            const subject = request.predictions[arm];
            const context = { data: table, request, rows: scan.rows, classes: scan.classes, id: scan.id };
            if (subject !== undefined)
                arms.push(await openPredictions(arm, subject, context));
        }
        let totalWeight = 0;
        for await (const batch of readBatches(table, request, scan, arms)) {
            totalWeight += batch.weight?.reduce((sum, weight) => sum + weight, 0) ?? 1;
            yield batch;
        }
        if (totalWeight === 0)
            throw noWeight(table, request.data.weight ?? '');
        return scan.summary(arms.flatMap((arm) => arm.notes));
    }
    finally {
        for (const arm of arms)
            arm.close();
    }
}
async function* readBatches(table, request, scan, arms) {
    const hashes = arms.flatMap(({ dataHash }) => (dataHash === null ? [] : [dataHash]));
    const reader = await readParts(table, table.source(), [...scan.parts, ...hashes], scan.suspects);
    try {
        for (let firstRow = 0; firstRow < scan.rows; firstRow += request.batchRows) {
            const rows = Math.min(request.batchRows, scan.rows - firstRow);
            await reader.read(rows);
            const answers = {};
            for (const arm of arms)
                answers[arm.arm] = await arm.next(rows, arm.dataHash?.end() ?? null, firstRow);
            yield { firstRow, rows, rowsTotal: scan.rows, answers, ...scan.take() };
        }
    }
    finally {
        reader.close();
    }
}
function noWeight(table, column) {
    return dataInvalid({
        file: fileNames(table),
        column,
        found: 'only weights of 0',
        expected: 'at least one above 0',
        remedy: 'Name the right weight column, or leave `weight` out.',
    });
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
;// CONCATENATED MODULE: ./build/src/sources/worker/cpu.js


/** Instructions that change what quantised models answer, or how fast: as /proc/cpuinfo spells them (x86, then Arm). */
const FEATURES = ['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'amx_bf16', 'asimddp', 'i8mm', 'bf16', 'sve'];
/** For the verdict: int8 answers differ between CPUs with VNNI and without. */
function cpuFacts() {
    const present = flags();
    return { cpu: (0,external_node_os_.cpus)()[0]?.model.trim() || process.arch, features: FEATURES.filter((name) => present.has(name)) };
}
function flags() {
    try {
        const line = (0,external_node_fs_.readFileSync)('/proc/cpuinfo', 'utf8').match(/^(?:flags|Features)\s*:(.*)$/m)?.[1] ?? '';
        return new Set(line.trim().split(/\s+/));
    }
    catch {
        return new Set();
    }
}

;// CONCATENATED MODULE: ./build/src/sources/worker/not-finite.js

/** Counts the rows in which an arm answered NaN or infinity; the whole data are looked at, so that the message has the count. */
class NotFiniteRows {
    #label;
    #count = 0;
    #first = -1;
    /** @param label as in `candidate (models/income.onnx)` */
    constructor(label) {
        this.#label = label;
    }
    add({ values, width }, firstRow) {
        let last = -1;
        for (let i = 0; i < values.length; i++) {
            if (Number.isFinite(values[i]))
                continue;
            const row = Math.floor(i / width);
            if (row === last)
                continue;
            last = row;
            this.#count++;
            if (this.#first === -1)
                this.#first = firstRow + row;
        }
    }
    /** @throws MeasurementError OUTPUT_NOT_FINITE */
    refuse(rows) {
        if (this.#count === 0)
            return;
        throw new errors/* MeasurementError */.HG('OUTPUT_NOT_FINITE', `${this.#label} answered NaN or infinity in ${this.#count} of ${rows} rows, the first of them row ${this.#first + 1}`, 'Run the model on that row and look at its inputs: nulls and large values are the usual cause. Such a model must not ship.');
    }
}

// EXTERNAL MODULE: ./build/src/sources/worker/open-arms.js + 16 modules
var open_arms = __webpack_require__(15213);
;// CONCATENATED MODULE: ./build/src/sources/worker/run-job.js






/** DuckDB's buffers get this share of the worker's limit; models and batches the rest. */
const DATABASE_SHARE = 0.4;
/** Reads the data once, batch by batch; every arm answers the same batch before the next is read. Nothing is kept here. */
async function runJob(job, send) {
    send({ kind: 'step', step: 'open' });
    const subjects = (0,open_arms/* subjectsOf */.Z6)(job);
    const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE };
    const alsoReads = subjects.flatMap(([, subject]) => (subject.kind === 'predictions' ? [subject.file] : []));
    const table = await openTabular((0,load/* loadDuckdb */.aV)(job.runtimeFolder), job.data, { ...options, alsoReads });
    const arms = await (0,open_arms/* openArms */.wg)(job, table, () => (0,load/* loadOnnxruntime */.Cd)(job.runtimeFolder), send);
    const { summary, notFinite } = await scan(job, table, arms, send);
    for (const [arm] of subjects)
        notFinite.get(arm)?.refuse(summary.rows);
    send({ kind: 'finished', ...summary, notes: [...arms.notes, ...summary.notes], environment: environment(job, arms) });
}
async function scan(job, table, arms, send) {
    const notFinite = new Map((0,open_arms/* subjectsOf */.Z6)(job).map(([arm, subject]) => [arm, new NotFiniteRows((0,open_arms/* labelOf */.Wy)(arm, subject))]));
    const batches = scanTabular(table, {
        data: job.data,
        task: job.task,
        ...(job.positiveLabel === undefined ? {} : { positiveLabel: job.positiveLabel }),
        ...(arms.classes === null || job.task === 'binary-classification' ? {} : { classes: arms.classes }),
        tensors: arms.tensors,
        predictions: arms.predictions,
        batchRows: job.limits.batchRows,
    });
    send({ kind: 'step', step: 'read', batch: 1 });
    let ahead = batches.next();
    for (let number = 1;; number++) {
        const next = await ahead;
        if (next.done)
            return { summary: next.value, notFinite };
        // The next batch is read on other threads while the models have this one; its failure is thrown when its turn comes.
        ahead = batches.next();
        ahead.catch(() => { });
        const answers = await answerAll(next.value, number, (0,open_arms/* subjectsOf */.Z6)(job), arms, send);
        for (const [arm, answer] of answers)
            notFinite.get(arm)?.add(answer, next.value.firstRow);
        sendBatch(next.value, answers, send);
        send({ kind: 'step', step: 'read', batch: number + 1 });
    }
}
async function answerAll(batch, number, subjects, { running }, send) {
    const answers = new Map();
    for (const [arm] of subjects) {
        const model = running.get(arm);
        if (model !== undefined)
            send({ kind: 'step', step: 'run', arm, batch: number, firstRow: batch.firstRow, rows: batch.rows });
        const answer = model === undefined ? batch.answers[arm] : await model.answer(batch);
        if (answer !== undefined)
            answers.set(arm, answer);
    }
    return answers;
}
function sendBatch(batch, answers, send) {
    const headers = [];
    const arrays = [];
    const add = (name, array, width = 1) => {
        if (array === null)
            return;
        headers.push({ name, type: typeOf(array), width });
        arrays.push(array);
    };
    add('label', batch.label);
    add('weight', batch.weight);
    add('cluster', batch.cluster);
    add('query', batch.query);
    for (const [index, codes] of batch.slices.entries())
        add(`slice.${index}`, codes);
    for (const [arm, { values, width }] of answers)
        add(`arm.${arm}`, values, width);
    send({ kind: 'batch', rows: batch.rows, rowsTotal: batch.rowsTotal, arrays: headers }, arrays);
}
function typeOf(array) {
    if (array instanceof Float32Array)
        return 'Float32Array';
    if (array instanceof Float64Array)
        return 'Float64Array';
    if (array instanceof Int32Array)
        return 'Int32Array';
    if (array instanceof Uint8Array)
        return 'Uint8Array';
    if (array instanceof Uint16Array)
        return 'Uint16Array';
    return 'Uint32Array';
}
function environment({ runtimeFolder }, { running }) {
    const { cpu, features } = cpuFacts();
    return {
        onnxruntime: running.size === 0 ? null : (0,load/* packageVersion */.Tl)(runtimeFolder, 'onnxruntime-node'),
        duckdb: (0,load/* packageVersion */.Tl)(runtimeFolder, '@duckdb/node-api') ?? 'unknown',
        cpu,
        features,
    };
}

// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(75919);
;// CONCATENATED MODULE: ./build/src/sources/worker/watchdog.js



/** Often enough that little is allocated between two looks, seldom enough to cost nothing (a look takes some 10 µs). */
const INTERVAL_MS = 50;
/**
 * The thread's program, as text: it must run from one bundled file, and a function turned into text would carry the bundler's
 * names. It lives beside the main thread, which stands still in native code, and ends the whole process by SIGKILL.
 */
const PROGRAM = `
const { writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
setInterval(() => {
  if (process.ppid !== workerData.parentPid) process.kill(process.pid, 'SIGKILL')
  const residentBytes = process.memoryUsage.rss()
  if (residentBytes <= workerData.memoryLimitBytes) return
  try {
    writeSync(workerData.descriptor, JSON.stringify({ residentBytes }) + '\\n')
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}, workerData.intervalMs)
`;
/** Ends this process when its parent is gone or its resident memory passes the limit, whatever the main thread is doing. */
async function startWatchdog(options) {
    volunteerForTheKernel();
    const thread = new external_node_worker_threads_.Worker(PROGRAM, {
        eval: true,
        workerData: { ...options, descriptor: messages/* WATCHDOG_DESCRIPTOR */.WJ, intervalMs: INTERVAL_MS },
        stdin: false,
    });
    await new Promise((resolve, reject) => {
        thread.once('online', resolve);
        thread.once('error', reject);
    });
    thread.unref();
}
/** When the machine itself runs out of memory, Linux should end the worker and not the process that reports on it. */
function volunteerForTheKernel() {
    try {
        (0,external_node_fs_.writeFileSync)('/proc/self/oom_score_adj', '1000');
    }
    catch {
        // Not Linux, or not allowed here: the kernel chooses by size, and the worker is usually the largest.
    }
}

;// CONCATENATED MODULE: ./build/src/sources/worker/main.js






const STANDARD_INPUT = 0;
/**
 * The worker process: native code runs here and nowhere else. It takes one job from standard input, sends frames, and ends.
 * Failures are sent, not thrown: the exit code of a worker says nothing that the parent relies on.
 */
async function runWorker() {
    // Ctrl-C reaches the whole terminal group. The parent decides what it means, and ends this process by SIGKILL.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
        process.on(signal, () => { });
    const job = JSON.parse((0,external_node_fs_.readFileSync)(STANDARD_INPUT, 'utf8'));
    try {
        await startWatchdog({ parentPid: job.parentPid, memoryLimitBytes: job.limits.memoryLimitBytes });
        await runJob(job, (header, arrays) => (0,worker_frames/* writeFrame */.v)(messages/* FRAMES_DESCRIPTOR */.lS, header, arrays));
    }
    catch (cause) {
        (0,worker_frames/* writeFrame */.v)(messages/* FRAMES_DESCRIPTOR */.lS, main_failureOf(cause));
    }
}
function main_failureOf(cause) {
    if (cause instanceof errors/* MeasurementError */.HG) {
        return { kind: 'failed', error: 'measurement', reasonCode: cause.reasonCode, message: cause.message, remedy: cause.remedy };
    }
    if (cause instanceof errors/* UsageError */.eb) {
        const [first, ...rest] = cause.problems;
        return { kind: 'failed', error: 'usage', problems: [first, ...rest] };
    }
    const error = cause instanceof Error ? cause : new Error(String(cause));
    return { kind: 'failed', error: 'fault', message: error.message, stack: error.stack ?? '' };
}


/***/ })

};
