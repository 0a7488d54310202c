import type { Rule } from './rule.ts'

/** What serves a model beside the model itself. */
export const SERVING_RULES = {
  DEPENDENCY_CHANGED: {
    title: 'A package that touches inference changed',
    severity: 'risky',
    example: '`onnxruntime` 1.22.0 → 1.27.0 in serving/uv.lock.',
    why: 'The same model file can answer differently, or not load, under another runtime or preprocessing library.',
    remedy: 'Evaluate with the versions that serve, or release the packages by themselves first.',
  },
  DEPENDENCY_NOT_PINNED: {
    title: 'A package or an image is not pinned',
    severity: 'info',
    example: '`numpy` >=1.26 in requirements.txt; `python:3.12-slim` without a digest.',
    why: 'The next build may serve with another version although nothing changed in the repository.',
    remedy: 'Pin exact versions (uv lock, pip-compile) and the image by its digest.',
  },
  BASE_IMAGE_CHANGED: {
    title: 'The image that serving is built on is another',
    severity: 'risky',
    example: '`python:3.11-slim` → `python:3.12-slim` in serving/Dockerfile.',
    why: 'It brings another interpreter, another C library and other numeric libraries.',
    remedy: 'Build and evaluate on the new image before the model changes too.',
  },
  RUNTIME_DECLARED_OTHERWISE: {
    title: 'The declared runtime is not the one that is installed',
    severity: 'risky',
    example: '`serving.onnxruntime: "1.22"`, and serving/uv.lock has 1.27.0.',
    why: 'What the model may use is checked against the declared version; here that says nothing about production.',
    remedy: 'Correct `serving.onnxruntime` or the lock file.',
  },
  TRAINED_WITH_OTHER_VERSION: {
    title: 'The model was made with another version than serves it',
    severity: 'risky',
    example: '`scikit-learn` 1.5.0 in the metadata of the model, 1.7.1 in serving/uv.lock. Another patch release is info.',
    why: 'Preprocessing beside the model (scalers, tokenizers, resizing) changes between releases: training and serving then see other numbers.',
    remedy: 'Serve with the version of the training, or train again.',
  },
  SERVING_FILE_CHANGED: {
    title: 'Code or data that prepare the inputs changed',
    severity: 'risky',
    example: 'serving/tokenizer.json has other bytes. A file that is gone is breaking.',
    why: 'The model is only known to be good behind the preprocessing that it was evaluated with.',
    remedy: 'Change it together with a model that was trained on it, or show that its output is the same.',
  },
} as const satisfies Record<string, Rule>
