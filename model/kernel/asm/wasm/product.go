package main

import "slices"

// tileRows is the largest number of rows of a tile. With more, its sums do not fit into the processor's registers.
const tileRows = 4

// tileColumns is the number of columns of a tile, two vectors.
const tileColumns = 2 * lanes

// tiles emits the inner loop of a matrix product, of the arguments c, start, a, b, k, cRow, startRow, aRow, aCol, bRow, rows, cols and
// count. It sets count tiles of c, one below another, each of some rows and columns, to start + a·b, or to a·b if start is 0. Each
// element has its products added one after another, and is rounded after each product and each sum, as in plain Go.
func tiles(m *module, p parts) {
	var sizes []uint32
	for rows := 1; rows <= tileRows; rows++ {
		sizes = append(sizes, tilesOf(m, p, rows))
	}
	m.add("tiles", words(13), nil, func(c *code, argument []local) {
		var arguments []value
		for _, a := range slices.Concat(argument[:10], argument[11:]) {
			arguments = append(arguments, a)
		}
		for i, index := range sizes {
			c.when(equal(argument[10], integer(int32(i+1))), func() { c.do(call(index, arguments...)) }, nil)
		}
	})
}

// tilesOf emits tiles for a number of rows, without the argument rows.
func tilesOf(m *module, p parts, rows int) uint32 {
	return m.add("", words(12), nil, func(c *code, argument []local) {
		dst, start, left, right, terms := argument[0], argument[1], argument[2], argument[3], argument[4]
		dstRow, startRow, leftRow, leftCol, rightRow := argument[5], argument[6], argument[7], argument[8], argument[9]
		cols, count := argument[10], argument[11]
		sums := make([][]local, rows)
		for i := range sums {
			sums[i] = c.variables(v128, 2)
		}
		at := c.variables(i32, rows) // the next element of each row of a
		k, b, low, high := c.variable(i32), c.variable(i32), c.variable(i32), c.variable(i32)
		c.set(low, integer(lanes))
		c.when(atLeast(integer(lanes), cols), func() { c.set(low, cols) }, nil)
		c.set(high, minus(cols, low))
		isWhole := equal(cols, integer(tileColumns))

		c.repeat(count, func() {
			c.when(start, func() {
				for _, row := range sums {
					c.when(isWhole, func() {
						c.set(row[0], load(start, 0))
						c.set(row[1], load(start, vectorBytes))
					}, func() {
						c.set(row[0], call(p.load, start, low))
						c.set(row[1], call(p.load, plus(start, integer(vectorBytes)), high))
					})
					c.advance(start, startRow)
				}
			}, func() {
				for _, row := range sums {
					c.set(row[0], number(0))
					c.set(row[1], number(0))
				}
			})
			for i := range at {
				c.set(at[i], left)
				c.advance(left, leftRow)
			}
			c.set(k, terms)
			c.set(b, right)
			c.repeat(k, func() {
				b0, b1 := c.let(load(b, 0)), c.let(load(b, vectorBytes))
				for i, row := range sums {
					a := c.let(loadSplat(at[i]))
					c.set(row[0], add(row[0], multiply(a, b0)))
					c.set(row[1], add(row[1], multiply(a, b1)))
					c.advance(at[i], leftCol)
				}
				c.advance(b, rightRow)
			})
			for _, row := range sums {
				c.when(isWhole, func() {
					c.do(store(dst, 0, row[0]))
					c.do(store(dst, vectorBytes, row[1]))
				}, func() {
					c.do(call(p.store, dst, row[0], low))
					c.do(call(p.store, plus(dst, integer(vectorBytes)), row[1], high))
				})
				c.advance(dst, dstRow)
			}
		})
	})
}

// packRows emits a function of dst, src, k, stride and cols. It copies k rows of cols columns, and zeros after them, to rows of a tile's
// columns.
func packRows(m *module, p parts) {
	m.add("packRows", words(5), nil, func(c *code, argument []local) {
		dst, src, k, stride, cols := argument[0], argument[1], argument[2], argument[3], argument[4]
		low, high := c.variable(i32), c.variable(i32)
		c.set(low, integer(lanes))
		c.when(atLeast(integer(lanes), cols), func() { c.set(low, cols) }, nil)
		c.set(high, minus(cols, low))
		c.repeat(k, func() {
			c.do(store(dst, 0, call(p.load, src, low)))
			c.do(store(dst, vectorBytes, call(p.load, plus(src, integer(vectorBytes)), high)))
			c.advance(dst, integer(2*vectorBytes))
			c.advance(src, stride)
		})
	})
}

// packColumns emits a function of dst, src, k, stride and dstStride. It copies k columns of 8 rows to k rows of 8 columns.
func packColumns(m *module) {
	m.add("packColumns", words(5), nil, func(c *code, argument []local) {
		dst, src, k, stride, dstStride := argument[0], argument[1], argument[2], argument[3], argument[4]
		rows := c.variables(i32, tileColumns)
		for i, row := range rows {
			c.set(row, plus(src, times(stride, integer(int32(i)))))
		}
		c.whole(k, lanes, func() {
			var columns [lanes][2]local
			for half := range 2 {
				var x []local
				for _, row := range rows[half*lanes:][:lanes] {
					x = append(x, c.let(load(row, 0)))
				}
				// Pairs of rows are interleaved, and then pairs of pairs.
				low, high := [lanes]byte{0, 4, 1, 5}, [lanes]byte{2, 6, 3, 7}
				first, second := [lanes]byte{0, 1, 4, 5}, [lanes]byte{2, 3, 6, 7}
				low01, high01 := c.let(shuffle(x[0], x[1], low)), c.let(shuffle(x[0], x[1], high))
				low23, high23 := c.let(shuffle(x[2], x[3], low)), c.let(shuffle(x[2], x[3], high))
				columns[0][half] = c.let(shuffle(low01, low23, first))
				columns[1][half] = c.let(shuffle(low01, low23, second))
				columns[2][half] = c.let(shuffle(high01, high23, first))
				columns[3][half] = c.let(shuffle(high01, high23, second))
			}
			for _, column := range columns {
				c.do(store(dst, 0, column[0]))
				c.do(store(dst, vectorBytes, column[1]))
				c.advance(dst, dstStride)
			}
			for _, row := range rows {
				c.advance(row, integer(vectorBytes))
			}
		})
		c.when(k, func() {
			c.repeat(k, func() {
				for i, row := range rows {
					c.do(storeLane(dst, 4*i, load1(row), 0))
					c.advance(row, integer(4))
				}
				c.advance(dst, dstStride)
			})
		}, nil)
	})
}
