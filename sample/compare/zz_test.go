package compare
import ("testing";"fmt";"math";"time"
"ddpm/data";"ddpm/model")
func TestZZ(t *testing.T){
 for _, b := range data.Builtins() {
  law:=data.NewStandardizer(b.Mixture()).Law(b.Mixture())
  fmt.Print(b.Name)
  t0:=time.Now(); r:=NewIrreducible(law,-10.2,12); d1:=time.Since(t0)
  // accuracy mid-knot
  worst:=0.
  for l:=-9.0; l<11; l+=.77 { a,s:=model.SignalNoise(l); e:=2-s*s*law.At(a,s).Information(); worst=max(worst,math.Abs(e-r.At(l)))}
  H:=law.Entropy()
  fmt.Print(" ",d1.Round(time.Millisecond)," err ",fmt.Sprintf("%.1e",worst)," disc:")
  for _,T:=range []int{50,400,1000,10000}{ for _,nm:=range []string{"linear","cosine"} { for _,tilde:=range []bool{false,true} {
   s,_:=model.NewSchedule(nm,T)
   q:=law.At(s.Signal(T),s.Noise(T))
   cov:=q.Cov(); mu:=q.Mean()
   start:= -q.Entropy()+math.Log(2*math.Pi)+(cov[0]+cov[2]+mu[0]*mu[0]+mu[1]*mu[1])/2
   v:=s.Noise(T)*s.Noise(T)
   c0:=law.Cov()
   L:=(v-1-math.Log(v))+s.AlphaBar(T)*(c0[0]+c0[2])/2
   for t:=T;t>=1;t-- { c:=s.Transition(t-1,t); rv:=reverseVariance(c,t,tilde); if t>1 { x:=c.BetaTilde/rv; L+=x-1-math.Log(x)} else {L+=math.Log(2*math.Pi*c.Beta)}; L+=natsPerLoss(s,t,tilde)*r.At(s.LogSNR(t)) }
   fmt.Printf(" %d%c%v %.5f(%.0e)",T,nm[0],tilde,L-H-start,start)
  }}}
  fmt.Println()
 }
}
