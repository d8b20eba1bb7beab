package data

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// some returns n fixed points of moons, with labels if asked for.
func some(t *testing.T, n int, label string) *Dataset {
	t.Helper()
	d, err := Open("moons", nil, label)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.Fix(n, 1); err != nil {
		t.Fatal(err)
	}
	return d
}

// A training draws points with noise of the stated size, standardised: the means and covariances are those of BlurredPoints, within 5 standard
// errors (error probability below 1e-5), for all points and for those of each label.
func TestBlurredSourceHasItsDistribution(t *testing.T) {
	for _, label := range []string{"", "label"} {
		for _, size := range []string{AutoBlur, "0.3", "0"} {
			points := some(t, 300, label)
			for i, label := range points.FixedLabels { // so that the labels have noise of very different sizes
				if label == 1 {
					points.Fixed[i] = Point{9 * points.Fixed[i][0], 9 * points.Fixed[i][1]}
				}
			}
			d, err := points.Blurred(size)
			if err != nil {
				t.Fatal(err)
			}
			exact, source, standardizer := d.BlurredPoints(), d.Source(), d.Standardizer()
			rng := rand.New(rand.NewPCG(2, 3))
			of := make([]Points, 2)
			for range 40000 {
				x, label := source.Sample(rng)
				of[label] = append(of[label], Point{standardizer.Mean[0] + standardizer.Scale[0]*x[0], standardizer.Mean[1] + standardizer.Scale[1]*x[1]})
			}
			for class, points := range of {
				want := exact
				if label != "" {
					want = exact.Given(class)
				} else if class > 0 {
					continue
				}
				n, mean, cov := float64(len(points)), want.Mean(), want.Cov()
				if label != "" && d.Blur != nil {
					given, err := d.Given(class)
					if err != nil {
						t.Fatal(err)
					}
					for i, v := range given.BlurredPoints().Cov() {
						if math.Abs(v-cov[i]) > 1e-9*(cov[0]+cov[2]) {
							t.Errorf("blur %s, class %d: covariance %v, of the class alone %v", size, class, cov, given.BlurredPoints().Cov())
						}
					}
					bare, noise := given.Fixed.Cov(), d.Blur.Sizes[class]
					round := d.Blur.Neighbours == nil // the noise is the same on all points
					if round && (math.Abs(cov[0]-bare[0]-noise[0]*noise[0]) > 1e-9*cov[0] || math.Abs(cov[2]-bare[2]-noise[1]*noise[1]) > 1e-9*cov[2]) {
						t.Errorf("blur %s, class %d: covariance %v of points with %v and noise of %v", size, class, cov, bare, noise)
					}
				}
				got, gotCov := points.Mean(), points.Cov()
				for axis, variance := range []float64{cov[0], cov[2]} {
					spread := []float64{gotCov[0], gotCov[2]}[axis]
					if math.Abs(got[axis]-mean[axis]) > 5*math.Sqrt(variance/n) || math.Abs(spread-variance) > 5*variance*math.Sqrt(2/n) {
						t.Errorf("blur %s, label %q, class %d: mean %v and covariance %v, want %v and %v", size, label, class, got, gotCov, mean, cov)
					}
				}
				if math.Abs(gotCov[1]-cov[1]) > 5*math.Sqrt(2*cov[0]*cov[2]/n) {
					t.Errorf("blur %s, label %q, class %d: covariance %v, want %v", size, label, class, gotCov, cov)
				}
			}
		}
	}
}

// The noise is a share of the bandwidth of the points, of each class by its own if there are classes; or what was asked for.
func TestBlurSizes(t *testing.T) {
	all, classes := some(t, 500, ""), some(t, 500, "label")
	auto, err := all.Blurred(AutoBlur)
	if err != nil {
		t.Fatal(err)
	}
	cov := all.Fixed.Cov()
	if size, h := auto.Blur.Sizes[0], auto.Blur.Bandwidths[0]; math.Abs(size[0]-sharper*h*math.Sqrt(cov[0])) > 1e-12 || !(h > 0) {
		t.Errorf("sizes %v, bandwidth %v", size, h)
	}
	each, err := classes.Blurred(AutoBlur)
	if err != nil {
		t.Fatal(err)
	}
	for class := range 2 {
		given, err := each.Given(class)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := (&Dataset{Name: "class", Fixed: given.Fixed}).Blurred(AutoBlur)
		if err != nil || alone.Blur.Sizes[0] != each.Blur.Sizes[class] || given.Blur.Sizes[0] != each.Blur.Sizes[class] {
			t.Errorf("class %d: %v, alone %v, given %v, %v", class, each.Blur.Sizes[class], alone.Blur.Sizes[0], given.Blur.Sizes[0], err)
		}
	}
	// A unit along an axis is a standard deviation of all points.
	finest, whole := math.Inf(1), classes.Fixed.Cov()
	for _, size := range each.Blur.Sizes {
		finest = min(finest, math.Sqrt(size[0]*size[1]/math.Sqrt(whole[0]*whole[2])))
	}
	if math.Abs(each.Blur.Finest-finest) > 1e-12 {
		t.Errorf("finest %v, want %v", each.Blur.Finest, finest)
	}
	asked, err := all.Blurred("0.25")
	if err != nil || math.Abs(asked.Blur.Sizes[0][1]-.25*math.Sqrt(cov[2])) > 1e-12 || asked.Blur.Bandwidths != nil {
		t.Errorf("asked for .25: %v, %v", asked.Blur, err)
	}
	if math.Abs(asked.Blur.Finest-.25) > 1e-12 || math.Abs(auto.Blur.Finest-sharper*auto.Blur.Bandwidths[0]) > 1e-12 {
		t.Errorf("finest %v for .25, and %v for a bandwidth of %v", asked.Blur.Finest, auto.Blur.Finest, auto.Blur.Bandwidths[0])
	}
	if none, err := all.Blurred("0"); err != nil || none.Blur != nil {
		t.Errorf("asked for 0: %v, %v", none.Blur, err)
	}
}

// A value that at least half of the rows share stays exact, and the other coordinate of these rows is blurred; where all rows agree, the
// column comes back constant.
func TestAtomsStayExact(t *testing.T) {
	d := some(t, 400, "")
	for i := range d.Fixed {
		if i%3 != 0 {
			d.Fixed[i][0] = 7
		}
	}
	blurred, err := d.Blurred(AutoBlur)
	if err != nil || blurred.Blur.Finest != 0 {
		t.Fatal(err, blurred.Blur)
	}
	if a := blurred.Blur.Atoms; a[0] == nil || *a[0] != 7 || a[1] != nil {
		t.Fatalf("atoms %v", a)
	}
	source, standardizer, rng := blurred.Source(), blurred.Standardizer(), rand.New(rand.NewPCG(1, 1))
	exact, seen := 0, make(map[float64]bool)
	for range 3000 {
		z, _ := source.Sample(rng)
		if math.Abs(standardizer.Mean[0]+standardizer.Scale[0]*z[0]-7) < 1e-12 {
			exact++
		}
		seen[z[1]] = true
	}
	if math.Abs(float64(exact)-2000) > 5*math.Sqrt(3000*2./9) || len(seen) < 3000 {
		t.Errorf("%d of 3000 are exact, and there are %d values of the other coordinate", exact, len(seen))
	}
	d.Distribution = nil // else points are standardised by it
	for i := range d.Fixed {
		d.Fixed[i][0] = 7
	}
	if blurred, err = d.Blurred(AutoBlur); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if z, _ := blurred.Source().Sample(rng); z[0] != 0 {
			t.Fatalf("a constant column comes back as %v", z[0])
		}
	}
}

func TestBlurRefuses(t *testing.T) {
	d := some(t, 10, "")
	for _, size := range []string{"", "much", "-1", "NaN", "1e9", "+Inf"} {
		if _, err := d.Blurred(size); err == nil {
			t.Errorf("blur %q: no error", size)
		}
	}
	fresh, err := Open("moons", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh.Blurred(AutoBlur); err == nil {
		t.Error("no error where points are drawn anew")
	}
}

// One, two and equal points, and a class without any, have a blur, if none to speak of.
func TestBlurOfFewPoints(t *testing.T) {
	for _, points := range []Points{{{1, 2}}, {{1, 2}, {1, 2}}, {{0, 0}, {1, 1}}, slices.Repeat(Points{{3, 4}}, 50)} {
		d, err := (&Dataset{Name: "few", Fixed: points}).Blurred(AutoBlur)
		if err != nil {
			t.Fatal(err)
		}
		z, _ := d.Source().Sample(rand.New(rand.NewPCG(1, 1)))
		for _, v := range z {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%v: drew %v", points[:1], z)
			}
		}
	}
	d := &Dataset{Name: "few", Fixed: Points{{0, 0}, {1, 1}}, LabelNames: []string{"a", "b"}, FixedLabels: []int{1, 1}}
	if blurred, err := d.Blurred(AutoBlur); err != nil || len(blurred.Blur.Sizes) != 2 {
		t.Errorf("%v, %v", blurred, err)
	}
}

// The noise on points along curves lies along them: of a point of the moons it has its shape from neighbours, a correlation, and the stated
// area. A training draws noise with that covariance on each point.
func TestNoiseLiesAlongCurves(t *testing.T) {
	d, err := some(t, 300, "").Blurred(AutoBlur)
	if err != nil {
		t.Fatal(err)
	}
	if d.Blur.Neighbours[0] == 0 {
		t.Fatal("the noise on moons has no shape")
	}
	standardizer, size := d.Standardizer(), d.Blur.Sizes[0]
	source := d.Source().(noisy)
	for i, c := range d.BlurredPoints().Components() {
		if area := math.Sqrt(c.Cov[0]*c.Cov[2] - c.Cov[1]*c.Cov[1]); math.Abs(area-size[0]*size[1]) > 1e-9*area {
			t.Fatalf("point %d: covariance %v, size %v", i, c.Cov, size)
		}
		root, scale := source.roots[i], standardizer.Scale
		drawn := [3]float64{
			root[0] * root[0] * scale[0] * scale[0],
			root[0] * root[1] * scale[0] * scale[1],
			(root[1]*root[1] + root[2]*root[2]) * scale[1] * scale[1],
		}
		for j, v := range drawn {
			if math.Abs(v-c.Cov[j]) > 1e-9*(c.Cov[0]+c.Cov[2]) {
				t.Fatalf("point %d: noise with covariance %v, want %v", i, drawn, c.Cov)
			}
		}
	}
}

// A blur that was written down gives the same noise again, and so does one from before there were shapes.
func TestBlurThatWasWrittenDown(t *testing.T) {
	d, err := some(t, 300, "label").Blurred(AutoBlur)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(d.Blur)
	if err != nil {
		t.Fatal(err)
	}
	again := *d
	again.Blur = new(Blur)
	if err := json.Unmarshal(text, again.Blur); err != nil {
		t.Fatal(err)
	}
	if got, want := again.BlurredPoints().Components(), d.BlurredPoints().Components(); !slices.Equal(got, want) {
		t.Error("other noise")
	}
	former := *d
	former.Blur = new(Blur)
	if err := json.Unmarshal([]byte(`{"bandwidths":[0.1,0.1],"sizes":[[0.1,0.2],[0.3,0.4]],"atoms":[null,null]}`), former.Blur); err != nil {
		t.Fatal(err)
	}
	for i, c := range former.BlurredPoints().Components() {
		if size := former.Blur.Sizes[d.FixedLabels[i]]; c.Cov != [3]float64{size[0] * size[0], 0, size[1] * size[1]} {
			t.Fatalf("label %d: %v", d.FixedLabels[i], c.Cov)
		}
	}
}
