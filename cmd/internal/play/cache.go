package play

import (
	"sync"

	"ddpm/data"
)

// cache keeps what was computed of the exact distributions of the last noise levels, so that a slider that goes to and fro is quick. Each
// value is a function of its key alone.
type cache struct {
	mu     sync.Mutex
	values map[cacheKey]cached
	order  []cacheKey // of when they came
	size   int
}

type cacheKey struct {
	session *session
	class   int
	logSNR  float64
	grid    grid
	noise   bool // ε*, not the density
}

type cached struct {
	density []float32
	noise   []data.Point
}

// bytes returns the memory that the values take.
func (c cached) bytes() int { return 4*len(c.density) + 16*len(c.noise) }

// mostCached bounds the bytes that are kept.
const mostCached = 64 << 20

func newCache() *cache { return &cache{values: make(map[cacheKey]cached)} }

// get returns the value of a key, which compute returns if it is not known.
func (c *cache) get(key cacheKey, compute func() cached) cached {
	c.mu.Lock()
	value, ok := c.values[key]
	c.mu.Unlock()
	if ok {
		return value
	}
	value = compute()
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.values[key]; !ok {
		c.values[key] = value
		c.order = append(c.order, key)
		c.size += value.bytes()
	}
	for c.size > mostCached && len(c.order) > 1 {
		c.size -= c.values[c.order[0]].bytes()
		delete(c.values, c.order[0])
		c.order = c.order[1:]
	}
	return value
}

// clear forgets all.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.values)
	c.order, c.size = nil, 0
}
