package evaluate

// howToRead says how to read the numbers of a report, by their names: what is good, what is bad, and the floor. Those of metrics have the
// names of compare.
var howToRead = map[string]string{
	"sliced_w2": "A distance in standard deviations of the data. Good: near the floor, the distance between two sets of true points. Bad: twice the " +
		"floor or more. It sees where most of the points are. It hardly sees a few strays; “outside 99.9%” does.",
	"w2": "A distance in standard deviations of the data: the root mean square of how far points move, if each moves to a true point of its own. " +
		"Good: near the floor. Bad: well above it. Its floor is high, since it takes few points.",
	"energy": "0 only if both distributions are the same. Good: near the floor, and a p above 0.01. Bad: a p below 0.01, since true points are hardly " +
		"ever so far off.",
	"density": "Good: 1, as true points have. Below 1: points lie where true ones are rare. Above 1: too many lie where true ones are dense, and the " +
		"tails are missing.",
	"coverage": "The share of true points with one of these points close by. Good: the floor, which is a little below 1. Lower: parts of the " +
		"distribution are missing.",
	"modes": "The χ² statistic of how many points each mode has. Good: near the floor, the number of modes less 1. Bad: a p below 0.01.",
	"outside": "The share of strays: points where only 1 in 1,000 true points lies. Good: 0.1%, the floor. Bad: several times as much. Strays are what " +
		"the eye sees first, and distances see last.",
	"memorisation": "Good: 0.5, as new true points have. 1: every point is a copy of one that was trained on. Below 0.5: the points are farther from " +
		"those than true points are, since the network is smoother than the data.",
	"kl": "0 is perfect. 0.01 and less is very good: the densities look the same. 0.1 can be seen. At 1 or more, a single Gaussian is about as good: " +
		"see the scale below. A value of less than two standard errors may be above 0 by chance.",
	"clean_kl": "The floor is what the best possible network would have. Only what is above the floor is the network's fault.",
	"nll": "Compare it with the two numbers beside it: the lower, the better. There is no floor, since the truth is not known. If the network's " +
		"number is above that of the kernel estimate, it has learned too little, or it has learned the rows by heart.",
	"nll_kde":      "What a good estimate without a network reaches. Good: the model is below it.",
	"nll_gaussian": "What the simplest estimate reaches. Bad: the model is above it.",
	"blurred_kl":   "0 is not the aim, since the blurred points are not the truth. Much above 0.1: the network did not learn what it was shown.",
	"excess_loss": "0 is perfect, and the floor. Good: a hundredth of the irreducible loss or less. The curve below shows at which noise levels it " +
		"is.",
	"irreducible": "A property of the data and the schedule, neither good nor bad: no network has a lower loss.",
	"start": "0 is perfect. Good: below 0.001. Above 0.01, points start from another distribution than the network was trained on: the schedule ends in " +
		"too little noise.",
	"discretisation": "It falls with the number of steps, and is 0 only for infinitely many. It counts whole paths, so it is above what the points " +
		"themselves lose.",
	"network": "0 is perfect. Good: a small part of the total. If it is the largest part, a longer training or a larger network helps.",
	"total":   "The sum of the three. It is a bound: the points themselves are off by less. Look at which part is the largest.",
	"rows": "More is better: with fresh draws nothing can be learned by heart. With a few hundred fixed points the gaps between them are learned too, " +
		"if the blur is too small.",
	"scale":      "All distances of this page are in these units, so that they can be compared between different data.",
	"train_time": "Twice the steps take twice the time. The batch matters less, as long as it is small.",
	"sample_time": "It is proportional to the points and to the evaluations. Fewer evaluations are faster, and make worse points; ddpm compare " +
		"--samplers shows how much.",
	"measure_time": "How long it took to measure the numbers of this page. It does not depend on the training.",
	"evaluations":  "Lower is faster. Samplers that need few evaluations are dpmpp and heun.",
	"weights":      "More weights can learn finer detail, and take longer at every step.",
	"machine":      "Only times depend on it. The same command gives the same numbers with any number of threads.",
}
