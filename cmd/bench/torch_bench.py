"""The training step and the sampling of tiny-diffusion in PyTorch, written for speed.

The script reads commands from standard input, each a line of JSON, and answers each with a line of JSON. Its only argument is the number of
torch's threads. The environment sets those of OpenBLAS.
"""
import json
import math
import signal
import sys
import time

import torch
from torch import nn

T, FREQUENCIES, WIDTH, BLOCKS = 50, 64, 128, 3
PARTS = 1000, 10000  # numbers of points that are sampled at once: 1,000 fit the cache, 10,000 occupy several threads


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear, self.activation = nn.Linear(WIDTH, WIDTH), nn.GELU()

    def forward(self, x):
        return x + self.activation(self.linear(x))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        omega = 1e4 ** (torch.arange(FREQUENCIES) / (FREQUENCIES - 1) - 1)
        self.register_buffer("omega", torch.stack((25 * omega, 25 * omega, omega)))  # of x, y and t
        self.layers = nn.Sequential(
            nn.Linear(6 * FREQUENCIES, WIDTH), nn.GELU(), *(Block() for _ in range(BLOCKS)), nn.Linear(WIDTH, 2))

    def forward(self, x, t):
        angles = torch.cat((x, t.unsqueeze(1)), 1).unsqueeze(2) * self.omega
        return self.layers(torch.cat((angles.sin(), angles.cos()), 2).flatten(1))


network = Network()
betas = torch.linspace(1e-4, 0.02, T)
alphas = 1 - betas
alpha_bars = torch.cumprod(alphas, 0)
signals, noises = alpha_bars.sqrt(), (1 - alpha_bars).sqrt()


def adamw():
    """Returns AdamW as one kernel, if this PyTorch has it for the CPU; else as PyTorch chooses."""
    try:
        return torch.optim.AdamW(network.parameters(), lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.AdamW(network.parameters(), lr=1e-3)


def train(batch):
    """Trains on batches, and yields after each step. The work does not depend on what the points are."""
    points = torch.randn(8000, 2)
    optimiser = adamw()
    loss_of = nn.MSELoss()
    while True:
        x = points[torch.randint(0, len(points), (batch,))]
        t = torch.randint(0, T, (batch,))
        noise = torch.randn_like(x)
        noised = signals[t].unsqueeze(1) * x + noises[t].unsqueeze(1) * noise
        loss = loss_of(network(noised, t), noise)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        yield


def sample(count):
    """Draws points, and yields after each step of the chain (Ho et al. 2020, algorithm 2)."""
    scales, steps, spreads = (1 / alphas.sqrt()).tolist(), (betas / noises).tolist(), betas.sqrt().tolist()
    while True:
        x = torch.randn(count, 2)
        for i in reversed(range(T)):
            with torch.no_grad():
                x = scales[i] * (x - steps[i] * network(x, torch.full((len(x),), float(i))))
                if i > 0:
                    x += spreads[i] * torch.randn_like(x)
            yield


def product(rows):
    """Multiplies matrices of a layer's size, and yields after each product."""
    a, b = torch.randn(rows, WIDTH), torch.randn(WIDTH, WIDTH)
    while True:
        a @ b
        yield


def mean_seconds(runs, warm_up, window):
    """Returns the mean time between two yields, in seconds, in a window after the warm-up."""
    start, began, count = time.perf_counter(), None, 0
    for _ in runs:
        now = time.perf_counter()
        if began is None:
            if now - start >= warm_up:
                began = now
        else:
            count += 1
            if now - began >= window:
                return (now - began) / count


def predict(weights, x, t):
    """Returns the noise that the network predicts with the given weights: of each layer W of shape (in, out), then b."""
    with torch.no_grad():
        rest = torch.tensor(weights)
        for layer in network.modules():
            if isinstance(layer, nn.Linear):
                matrix, bias, rest = rest.split(
                    (layer.weight.numel(), layer.bias.numel(), len(rest) - layer.weight.numel() - layer.bias.numel()))
                layer.weight.copy_(matrix.view(layer.in_features, layer.out_features).T)
                layer.bias.copy_(bias)
        return network(torch.tensor(x), torch.tensor(t)).flatten().tolist()


def sampling_seconds(points, *window):
    """Returns the seconds that a whole chain of so many points takes, if it is drawn in parts of the faster size."""
    return min(T * points / part * mean_seconds(sample(part), *window) for part in (min(part, points) for part in PARTS))


def answer(command):
    """Returns the answer to a command."""
    if command["do"] == "predict":
        return {"noise": predict(command["weights"], command["x"], command["t"])}
    points, window = command["points"], (command["warm_up"], command["window"])
    if command["do"] == "sample":
        return {"seconds": sampling_seconds(points, *window)}
    runs = {"train": train, "product": product}[command["do"]](points)
    return {"seconds": mean_seconds(runs, *window)}


signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that sends the commands ends this one
torch.set_num_threads(int(sys.argv[1]))
print(json.dumps({"version": torch.__version__, "weights": sum(p.numel() for p in network.parameters())}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
