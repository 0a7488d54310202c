"""Latency quantiles of a model in Python's onnxruntime, as the harness calls it: one thread, no spinning, made inputs, warmed up."""

import json
import math
import os
import sys
import time

import numpy
import onnxruntime

model, rows, width, calls, seconds, cpu = sys.argv[1], *map(int, sys.argv[2:5]), float(sys.argv[5]), sys.argv[6]
if cpu != "any" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {int(cpu)})
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
options.add_session_config_entry("session.intra_op.allow_spinning", "0")
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
generator = numpy.random.default_rng(1)
feeds = [{"x": generator.uniform(-1, 1, (rows, width)).astype(numpy.float32)} for _ in range(calls)]
for feed in feeds:
    session.run(None, feed)
latencies = []
end = time.perf_counter() + seconds
while time.perf_counter() < end:
    feed = feeds[len(latencies) % len(feeds)]
    start = time.perf_counter()
    session.run(None, feed)
    latencies.append(time.perf_counter() - start)
latencies.sort()
quantile = lambda share: latencies[max(0, math.ceil(len(latencies) * share) - 1)] * 1000
print(json.dumps({"p10Ms": quantile(0.1), "p50Ms": quantile(0.5), "calls": len(latencies), "version": onnxruntime.__version__}))
