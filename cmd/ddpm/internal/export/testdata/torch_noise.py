"""Asks a file that ddpm has written about points: for each line of standard input, a module's path and, in JSON, z, log_snr and label."""
import importlib.util
import json
import sys

import torch

for line in sys.stdin:
    task = json.loads(line)
    spec = importlib.util.spec_from_file_location("exported", task["file"])
    exported = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exported)
    network, metadata = exported.load()
    z = torch.tensor(task["z"], dtype=torch.float64).view(-1, 2)
    log_snr = torch.tensor(task["log_snr"], dtype=torch.float64).view(-1, 1)
    label = [torch.tensor(task["label"])] if task["label"] else []
    with torch.no_grad():
        noise = network(z, log_snr, *label)
        alone = network(z[:1].float(), log_snr[:1].float())
    weights = sum(weight.numel() for weight in network.parameters())
    print(json.dumps({"eps": noise.flatten().tolist(), "alone": alone.flatten().tolist(), "weights": weights, "data": metadata["data"]}))
