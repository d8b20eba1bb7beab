package model

// noClass is the class of a point whose class is not known.
const noClass = -1

// ClassNetwork is the network's prediction for points of one class. It shares the network's weights and graphs.
type ClassNetwork struct {
	network *Network
	class   float32
}

// Class returns the network's prediction for points of a class, from 0. It panics if the network has no such class.
func (n *Network) Class(label int) *ClassNetwork {
	if label < 0 || label >= n.config.Classes {
		panic("model: the network has no such class")
	}
	return &ClassNetwork{n, float32(label)}
}

// PredictNoise does what Network.PredictNoise does, for points of the class.
func (c *ClassNetwork) PredictNoise(dst, x [][2]float64, logSNR float64) {
	c.network.predictNoise(dst, x, logSNR, c.class)
}

// PredictNoiseJacobian does what Network.PredictNoiseJacobian does, for points of the class.
func (c *ClassNetwork) PredictNoiseJacobian(noise [][2]float64, jacobian [][4]float64, x [][2]float64, logSNR float64) {
	c.network.predictNoiseJacobian(noise, jacobian, x, logSNR, c.class)
}
