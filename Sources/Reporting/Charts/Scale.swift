import Foundation

/// A mapping from data to the picture: linear, or logarithmic.
struct Scale {
    let domain: ClosedRange<Double>
    let low: Double
    let high: Double
    let isLogarithmic: Bool

    /// - Parameters:
    ///   - low: where the domain's lower bound is drawn.
    ///   - high: where its upper bound is drawn.
    ///   - isLogarithmic: the domain lies above zero; what lies below it is drawn at its lower bound.
    init(_ domain: ClosedRange<Double>, low: Double, high: Double, isLogarithmic: Bool = false) {
        self.domain =
            domain.upperBound > domain.lowerBound ? domain : domain.lowerBound...(domain.lowerBound + 1)
        self.low = low
        self.high = high
        self.isLogarithmic = isLogarithmic && domain.lowerBound > 0
    }

    func callAsFunction(_ value: Double) -> Double {
        let (from, to) = (domain.lowerBound, domain.upperBound)
        let share =
            isLogarithmic
            ? log10(max(value, from) / from) / log10(to / from) : (value - from) / (to - from)
        return low + share * (high - low)
    }
}

/// Round numbers for an axis.
struct NiceTicks {
    let values: [Double]
    /// Decimals that the labels need.
    let digits: Int
    let isLogarithmic: Bool

    /// 1, 3, 10, 30 … up to the first one that is not below the maximum.
    init(logarithmicTo maximum: Double) {
        var values = [1.0]
        while let last = values.last, last < maximum, values.count < 20 {
            values.append(values.count.isMultiple(of: 2) ? values[values.count - 2] * 10 : last * 3)
        }
        self.values = values.count > 1 ? values : [1, 3]
        digits = 0
        isLogarithmic = true
    }

    /// - Parameters:
    ///   - minimum: what the axis may leave out below; 0 but for pictures whose lowest part says little, and below 0
    ///     where values are.
    ///   - isWhole: steps below 1 make no sense (counts).
    init(minimum: Double = 0, maximum: Double, count: Int, isWhole: Bool) {
        let minimum = minimum.isFinite ? minimum : 0
        let maximum = maximum.isFinite && maximum > minimum ? maximum : minimum + 1
        let rough = (maximum - minimum) / Double(max(1, count))
        var power = 1.0
        while power * 10 <= rough { power *= 10 }
        while power > rough { power /= 10 }
        var step = [1.0, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999_999 } ?? rough
        if isWhole { step = max(1, step == 2.5 ? 3 : step.rounded(.up)) }
        let low = Int((minimum / step + 1e-9).rounded(.down))
        let high = max(low + 1, Int((maximum / step - 1e-9).rounded(.up)))
        values = (low...high).map { Double($0) * step }
        var digits = 0
        var unit = step
        while (unit - unit.rounded()).magnitude > 1e-6, digits < 6 {
            unit *= 10
            digits += 1
        }
        self.digits = digits
        isLogarithmic = false
    }

    var minimum: Double { values.first ?? 0 }
    var maximum: Double { values.last ?? 1 }

    func label(_ value: Double) -> String {
        digits == 0 ? Figure.grouped(Int(value)) : Figure.fixed(value, digits: digits)
    }
}
