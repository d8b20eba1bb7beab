package figure

import "ddpm/data"

// Colours follow the square root of a density (Density). So faint, a part of the highest density, is less than the lightest of 255 colours.
const faint = 1e-5

// blockSide is the side in cells of the blocks that a density is looked at in first.
const blockSide = 3

// NewDensity is NewField for a density that takes long to evaluate, above all where there is nothing to see. First it is evaluated once in
// each block of 3×3 cells, and then in all cells of the blocks where it is not faint, and of the blocks around them. All cells of another
// block have the one value of the block.
func NewDensity(view View, side int, evaluate func(dst []float64, x []data.Point)) Field {
	require(side >= 1, "figure: a field without cells")
	f := blank(view, side)
	columns, rows := (f.Width+blockSide-1)/blockSide, (f.Height+blockSide-1)/blockSide
	block := func(i int) int { return i/f.Width/blockSide*columns + i%f.Width/blockSide }
	middle := func(block int) int { // a cell
		column, row := block%columns*blockSide+blockSide/2, block/columns*blockSide+blockSide/2
		return min(row, f.Height-1)*f.Width + min(column, f.Width-1)
	}
	f.evaluate(evaluate, func(i int) bool { return i == middle(block(i)) })

	least, visible := faint*f.highest(), make([]bool, columns*rows)
	for b := range visible {
		if f.Values[middle(b)] <= least {
			continue
		}
		for row := max(0, b/columns-1); row <= min(rows-1, b/columns+1); row++ {
			for column := max(0, b%columns-1); column <= min(columns-1, b%columns+1); column++ {
				visible[row*columns+column] = true
			}
		}
	}
	for i := range f.Values {
		f.Values[i] = f.Values[middle(block(i))]
	}
	f.evaluate(evaluate, func(i int) bool { return visible[block(i)] && i != middle(block(i)) })
	return f
}

// evaluate sets the values of the cells that are wanted.
func (f Field) evaluate(function func(dst []float64, x []data.Point), wanted func(i int) bool) {
	var cells []int
	var x []data.Point
	for i, middle := range f.middles() {
		if wanted(i) {
			cells, x = append(cells, i), append(x, middle)
		}
	}
	values := make([]float64, len(x))
	function(values, x)
	for k, i := range cells {
		f.Values[i] = values[k]
	}
}
