package export

import (
	"fmt"
	"go/ast"
	"math"
	"strconv"
)

// evaluate returns the value of a formula. It is another reading of the syntax than that of graph.go.
func evaluate(tree ast.Expr, given map[string]float64) float64 {
	switch tree := tree.(type) {
	case *ast.ParenExpr:
		return evaluate(tree.X, given)
	case *ast.Ident:
		return given[tree.Name]
	case *ast.BasicLit:
		value, _ := strconv.ParseFloat(tree.Value, 64)
		return value
	case *ast.UnaryExpr:
		return -evaluate(tree.X, given)
	case *ast.CallExpr:
		x := evaluate(tree.Args[0], given)
		return map[string]func(float64) float64{
			"sigmoid": func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, "erf": math.Erf,
		}[tree.Fun.(*ast.Ident).Name](x)
	case *ast.BinaryExpr:
		x, y := evaluate(tree.X, given), evaluate(tree.Y, given)
		return map[string]float64{"+": x + y, "-": x - y, "*": x * y, "/": x / y}[tree.Op.String()]
	}
	panic(fmt.Sprintf("a formula has a %T", tree))
}
