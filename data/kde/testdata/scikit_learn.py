"""scikit_learn.py: writes scikit_learn.json, points with the bandwidths that scikit-learn's leave-one-out cross-validation chooses for them.

The test in ../scikitlearn_test.go holds ours against these. Needs Debian's python3-sklearn; written with its version 1.2.1. Takes a minute.
"""
import json
import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import GridSearchCV, LeaveOneOut
from sklearn.neighbors import KernelDensity

rng = np.random.default_rng(1)
sets = {
    "moons": make_moons(150, noise=0.1, random_state=1)[0],
    "correlated": rng.multivariate_normal([5, -2], [[4, 1.5], [1.5, 1]], 120),
    "skewed": np.exp(rng.normal(size=(120, 2)) / 2),
    "clusters": rng.normal(size=(150, 2)) * 0.1 + rng.integers(0, 3, size=(150, 2)),
}
found = []
for name, points in sets.items():
    points = points.round(4)
    standard = (points - points.mean(0)) / points.std(0)
    grid = np.exp(np.arange(np.log(0.03), np.log(1), 0.04))
    search = GridSearchCV(KernelDensity(), {"bandwidth": grid}, cv=LeaveOneOut(), n_jobs=1).fit(standard)
    found.append({"name": name, "bandwidth": search.best_params_["bandwidth"], "log_likelihood": search.best_score_, "points": points.tolist()})
    print(name, found[-1]["bandwidth"], flush=True)
with open("scikit_learn.json", "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(one) for one in found) + "\n]\n")
