"""Training of ddpm's default network in PyTorch by algorithm 1 of Ho et al. 2020, written for speed.

The script reads one command from standard input, a line of JSON, and answers with a line of JSON. Its only argument is the number of torch's
threads. The environment sets those of OpenBLAS.
"""
import json
import math
import signal
import sys
import time

import torch
from torch.nn import functional

BETAS, EPSILON = (0.9, 0.999), 1e-8  # of Adam
WARM_UP_STEPS = 200  # in which the learning rate rises, or a tenth of all steps if that is less
SMALLEST_EXPONENT = -40.0  # of the damping; smaller numbers would be slow, and are 0 anyway


def geometric(frequencies):
    """Returns angular frequencies in geometric progression."""
    lowest, highest, count = (frequencies[key] for key in ("lowest", "highest", "count"))
    return lowest * (highest / lowest) ** (torch.arange(count, dtype=torch.float64) / max(1, count - 1))


def waves(x, omega):
    """Returns the sines, then the cosines, of x, of shape (n, m, 1), times omega: of shape (n, m, 2·len(omega))."""
    angles = x * omega
    return torch.cat((angles.sin(), angles.cos()), 2)


class Network:
    """The network of ddpm's package model. All weights lie in one tensor, and so do all gradients: each step of the optimiser is one operation
    on all of them. They are laid out as in model.Network: of each layer W of shape (in, out), then b."""

    def __init__(self, shape):
        if shape["activation"] != "silu" or shape["predict"] != "v":
            raise ValueError("want a network with silu that predicts v")
        omega, width = geometric(shape["coordinate"]), shape["width"]
        self.omega, self.omega_log_snr = omega.float(), geometric(shape["log_snr"]).float()
        self.exponent = (-0.5 * shape["damping"] ** 2 * omega.repeat(2) ** 2).float()
        inputs = [2 * (2 * len(self.omega) + len(self.omega_log_snr))] + (shape["blocks"] + 1) * [width]
        outputs = (shape["blocks"] + 1) * [width] + [2]
        self.weights = torch.zeros(sum((i + 1) * o for i, o in zip(inputs, outputs)))
        self.weights.grad = torch.zeros_like(self.weights)
        self.layers, self.used = [], 0
        for i, o in zip(inputs, outputs):
            self.layers.append((self.part(i, o), self.part(o)))

    def part(self, *shape):
        """Returns the next of all weights as a tensor of its own, which shares their memory and that of their gradients."""
        first, self.used = self.used, self.used + math.prod(shape)
        part = self.weights[first:self.used].view(shape).detach().requires_grad_()
        part.grad = self.weights.grad[first:self.used].view(shape)
        return part

    def __call__(self, x, log_snr):
        """Returns the predicted noise in points x, of shape (n, 2), at log-SNRs of shape (n, 1)."""
        variance = torch.sigmoid(-log_snr)
        damping = (variance * self.exponent).clamp_(min=SMALLEST_EXPONENT).exp_().unsqueeze(1)
        features = (waves(x.unsqueeze(2), self.omega) * damping).flatten(1)
        h = torch.cat((features, waves(log_snr.unsqueeze(2), self.omega_log_snr).flatten(1)), 1)
        for number, (matrix, bias) in enumerate(self.layers[:-1]):
            activated = functional.silu(torch.addmm(bias, h, matrix))
            h = h + activated if number > 0 else activated
        matrix, bias = self.layers[-1]
        return torch.sigmoid(log_snr).sqrt() * torch.addmm(bias, h, matrix) + variance.sqrt() * x


def learning_rate(peak, done, total):
    """Returns the learning rate of the step after done of total steps: up in a line, then down to 0 along half a cosine."""
    return peak * min(1, (done + 1) / min(WARM_UP_STEPS, max(1, total / 10))) * (1 + math.cos(math.pi * done / total)) / 2


class Training:
    """A training, and the averaged weights that it has reached."""

    def __init__(self, command):
        self.command, self.network = command, Network(command["shape"])
        weights = self.network.weights
        weights.copy_(torch.from_file(command["weights"], size=len(weights)))
        self.average = weights.clone()
        self.log_snrs = torch.tensor(command["log_snrs"])
        self.points = torch.from_file(command["points"], size=2 * command["count"]).view(-1, 2)

    def draw(self):
        """Draws a batch: points, their noise, and log-SNRs, as in ddpm's train/rows.go. Its loss weight is 1 at each."""
        c, size = self.command, self.command["batch"]
        place = (torch.arange(size) + torch.rand(size)) / size
        even = c["lowest_even"] + place / c["even"] * (c["highest_even"] - c["lowest_even"])
        time_of = ((place - c["even"]) / (1 - c["even"]) * len(self.log_snrs)).long().clamp_(0, len(self.log_snrs) - 1)
        log_snr = torch.where(place < c["even"], even, self.log_snrs[time_of]).unsqueeze(1)
        points = self.points[torch.randint(0, len(self.points), (size,))]
        return points, torch.randn_like(points), log_snr

    def steps(self):
        """Trains, and yields after each step its learning rate."""
        c, weights = self.command, self.network.weights
        optimiser = torch.optim.Adam([weights], betas=BETAS, eps=EPSILON)
        for done in range(c["steps"]):
            x, noise, log_snr = self.draw()
            noised = torch.sigmoid(log_snr).sqrt() * x + torch.sigmoid(-log_snr).sqrt() * noise
            loss = functional.mse_loss(self.network(noised, log_snr), noise)
            weights.grad.zero_()
            loss.backward()
            weights.grad.mul_((c["clip"] / weights.grad.norm()).clamp_(max=1))
            rate = optimiser.param_groups[0]["lr"] = learning_rate(c["rate"], done, c["steps"])
            optimiser.step()
            self.average.lerp_(weights, 1 - min(c["ema"], (done + 1) / (done + 11)))
            yield rate


def learn(command):
    """Trains. At each number of steps in at, the averaged weights are added to the file averages, while the clock stands still."""
    training, seconds, rates = Training(command), [], []
    with open(command["averages"], "wb") as file:
        elapsed, began = 0.0, time.perf_counter()
        for number, rate in enumerate(training.steps(), 1):
            if number == command["at"][len(seconds)]:
                elapsed += time.perf_counter() - began
                seconds.append(elapsed)
                rates.append(rate)
                file.write(training.average.numpy().tobytes())
                began = time.perf_counter()
    return {"seconds": seconds, "rates": rates}


def time_steps(command):
    """Trains for a while, and returns the mean time of a step in seconds, after a warm-up."""
    start, began, count = time.perf_counter(), None, 0
    for _ in Training(command).steps():
        now = time.perf_counter()
        if began is None:
            if now - start >= command["warm_up"]:
                began = now
        else:
            count += 1
            if now - began >= command["window"]:
                break
    return {"step_seconds": (now - began) / count}


def predict(command):
    """Returns the noise that the network predicts in points at log-SNRs."""
    with torch.no_grad():
        noise = Training(command).network(torch.tensor(command["x"]), torch.tensor(command["x_log_snrs"]).unsqueeze(1))
    return {"noise": noise.tolist()}


def draw(command):
    """Returns the log-SNRs of a batch."""
    return {"log_snrs": Training(command).draw()[2].flatten().tolist()}


signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that sends the command ends this one
torch.set_num_threads(int(sys.argv[1]))
command = json.loads(sys.stdin.readline())
torch.manual_seed(command["seed"])
print(json.dumps({"learn": learn, "time": time_steps, "draw": draw, "predict": predict}[command["do"]](command)))
