"""Checks ONNX files, and prints what ONNX itself finds in each as a line of JSON."""
import json
import sys

import onnx
from onnx import checker, shape_inference

for path in sys.argv[1:]:
    model = onnx.load(path)
    checker.check_model(model, full_check=True)
    inferred = shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)

    def described(values):
        return {
            v.name: [v.type.tensor_type.elem_type] + [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in values
        }

    print(json.dumps({
        "inputs": described(inferred.graph.input),
        "outputs": described(inferred.graph.output),
        "layers": {v.name: dims for v in inferred.graph.value_info for dims in [described([v])[v.name]] if v.name in ("features", "f")},
        "undocumented": [v.name for v in [*model.graph.input, *model.graph.output] if not v.doc_string],
        "opset": [o.version for o in model.opset_import],
        "producer": [model.producer_name, model.producer_version],
        "metadata": {p.key: p.value for p in model.metadata_props},
        "weights": sum(len(i.raw_data) // 4 for i in model.graph.initializer if i.name.endswith((".weight", ".bias"))),
    }))
