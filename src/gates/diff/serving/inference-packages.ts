/**
 * Packages whose version can change what a model answers, or whether it loads: the runtime, what does the numbers beneath it, and
 * what turns raw input into tensors. Names as lockfiles normalises them; a pattern stands for a family.
 */
const INFERENCE_PACKAGES: readonly (string | RegExp)[] = [
  // Runtimes, and what serves through them.
  /^onnxruntime(-[a-z0-9-]+)?$/,
  /^onnx(-.+)?$/,
  'openvino',
  'tensorrt',
  /^triton(client)?$/,
  'vllm',
  'llama-cpp-python',
  'ctranslate2',
  'treelite',
  'mlflow',
  // Frameworks.
  /^torch(vision|audio)?$/,
  'pytorch',
  /^tensorflow(-(cpu|gpu|intel|macos))?$/,
  'keras',
  /^jax(lib)?$/,
  'flax',
  'scikit-learn',
  'lightgbm',
  'xgboost',
  'catboost',
  'skops',
  'joblib',
  'bitsandbytes',
  'accelerate',
  'peft',
  'optimum',
  // Numbers beneath them.
  'numpy',
  'scipy',
  'numba',
  'mkl',
  'openblas',
  'intel-openmp',
  /^(lib)?blas$/,
  /^cuda(-.+|toolkit)?$/,
  'cudnn',
  /^nvidia-.+$/,
  'python',
  // Data and preprocessing.
  'pandas',
  'polars',
  'pyarrow',
  'skl2onnx',
  'onnxmltools',
  'category-encoders',
  'feature-engine',
  'transformers',
  'tokenizers',
  'sentencepiece',
  'tiktoken',
  'sentence-transformers',
  'safetensors',
  'spacy',
  'nltk',
  'pillow',
  /^opencv-(contrib-)?python(-headless)?$/,
  'librosa',
  'soundfile',
  // The same in Node.
  '@huggingface/transformers',
  '@xenova/transformers',
  /^@tensorflow\/tfjs(-.+)?$/,
  'sharp',
]

/** @param name normalised */
export function touchesInference(name: string): boolean {
  return INFERENCE_PACKAGES.some((one) => (typeof one === 'string' ? one === name : one.test(name)))
}

/** onnxruntime under any of its names: they load the same models. */
export function isOnnxruntime(name: string): boolean {
  return /^onnxruntime(-(gpu|cpu|node|web|directml|openvino|silicon|training))?$/.test(name)
}

/** What exporters and people call a package elsewhere. */
const ALIASES: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  pytorch: 'torch',
  tf: 'tensorflow',
  ort: 'onnxruntime',
  lgbm: 'lightgbm',
  xgb: 'xgboost',
  'hf-transformers': 'transformers',
}

/** The package that a word means: `sklearn_version` → scikit-learn; itself where nothing else is known. @param word normalised */
export function packageMeant(word: string): string {
  const bare = word.replace(/-version$/, '')
  return Object.hasOwn(ALIASES, bare) ? (ALIASES[bare] ?? bare) : bare
}
