/// A line through what was seen, the old counting less: least squares with a pull towards zero.
///
/// It keeps sums alone. Complexity: O(n²) to learn, O(n³) to solve, of n numbers a sample.
struct Ridge: Hashable, Sendable {
    let count: Int
    /// The pull on each coefficient, as if so many samples of size 1 had said 0; none on the first.
    let pull: Double
    /// Σ weight · x · xᵀ, by rows.
    var products: [Double]
    /// Σ weight · x · y.
    var answers: [Double]
    private(set) var coefficients: [Double]

    init(count: Int, pull: Double) {
        self.count = count
        self.pull = pull
        products = Array(repeating: 0, count: count * count)
        answers = Array(repeating: 0, count: count)
        coefficients = Array(repeating: 0, count: count)
    }

    func value(_ x: [Double]) -> Double {
        var sum = 0.0
        for index in 0..<count { sum += coefficients[index] * x[index] }
        return sum
    }

    /// - Parameter keep: what is left of all that was learned before.
    mutating func learn(_ x: [Double], _ y: Double, keep: Double) {
        for row in 0..<count {
            answers[row] = answers[row] * keep + x[row] * y
            for column in 0..<count {
                let place = row * count + column
                products[place] = products[place] * keep + x[row] * x[column]
            }
        }
    }

    /// Finds the coefficients by Cholesky's decomposition: the matrix is positive definite, for every
    /// coefficient is pulled a little.
    mutating func solve() {
        var lower = products
        for index in 0..<count { lower[index * count + index] += index == 0 ? 1e-6 : pull }
        for row in 0..<count {
            for column in 0...row {
                var sum = lower[row * count + column]
                for inner in 0..<column {
                    sum -= lower[row * count + inner] * lower[column * count + inner]
                }
                lower[row * count + column] =
                    row == column
                    ? max(sum, 1e-12).squareRoot() : sum / lower[column * count + column]
            }
        }
        var found = answers
        for row in 0..<count {
            for inner in 0..<row { found[row] -= lower[row * count + inner] * found[inner] }
            found[row] /= lower[row * count + row]
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
            for inner in (row + 1)..<count {
                found[row] -= lower[inner * count + row] * found[inner]
            }
            found[row] /= lower[row * count + row]
        }
        coefficients = found
    }
}
