import Foundation
import Testing

@testable import Reporting

@Suite struct PaletteTests {
    static let palettes = [Palette.light, .dark]

    /// WCAG 2 relative luminance.
    static func luminance(_ color: Palette.RGB) -> Double {
        let (red, green, blue) = linear(color)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    static func linear(_ color: Palette.RGB) -> (Double, Double, Double) {
        func linear(_ part: Double) -> Double {
            part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return (linear(color.red), linear(color.green), linear(color.blue))
    }

    static func contrast(_ one: Palette.RGB, _ two: Palette.RGB) -> Double {
        let (low, high) = (min(luminance(one), luminance(two)), max(luminance(one), luminance(two)))
        return (high + 0.05) / (low + 0.05)
    }

    @Test("contrast is computed as WCAG 2 has it")
    func known() {
        #expect(abs(Self.contrast(.init(0x000000), .init(0xFFFFFF)) - 21) < 0.001)
        #expect(abs(Self.contrast(.init(0x777777), .init(0xFFFFFF)) - 4.48) < 0.01)
    }

    @Test("every text has a contrast of 4.5 and more on what it stands on, in light and dark")
    func texts() {
        for palette in Self.palettes {
            let texts = [("text", palette.text), ("muted", palette.muted), ("link", palette.link)]
            for (name, color) in texts {
                for ground in [palette.page, palette.card, palette.sunk] {
                    #expect(Self.contrast(color, ground) >= 4.5, "\(palette.name) \(name) on \(ground.css)")
                }
            }
            for (name, color) in palette.inks {
                #expect(Self.contrast(color, palette.card) >= 4.5, "\(palette.name) ink \(name)")
            }
            #expect(Self.contrast(palette.warningText, palette.warningBackground) >= 4.5)
        }
    }

    @Test("every mark has a contrast of 3 and more on its card, in light and dark")
    func marks() {
        for palette in Self.palettes {
            for color in ChartColor.allCases {
                let mark = palette.tint(ChartTint(color))
                #expect(Self.contrast(mark, palette.card) >= 3, "\(palette.name) \(color)")
            }
        }
    }

    /// Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
    static let visions: [(String, [[Double]])] = [
        ("usual", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ]
        ),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ]
        ),
    ]

    /// Oklab, in hundredths, of a colour as it is seen.
    static func seen(_ color: Palette.RGB, _ vision: [[Double]]) -> [Double] {
        let (red, green, blue) = linear(color)
        let light = vision.map { row in min(1, max(0, row[0] * red + row[1] * green + row[2] * blue)) }
        func cone(_ a: Double, _ b: Double, _ c: Double) -> Double {
            cbrt(a * light[0] + b * light[1] + c * light[2])
        }
        let l = cone(0.4122214708, 0.5363325363, 0.0514459929)
        let m = cone(0.2119034982, 0.6806995451, 0.1073969566)
        let s = cone(0.0883024619, 0.2817188376, 0.6299787005)
        return [
            21.04542553 * l + 79.3617785 * m - 0.40720468 * s,
            197.79984951 * l - 242.8592205 * m + 45.05937099 * s,
            2.59040371 * l + 78.27717662 * m - 80.8675766 * s,
        ]
    }

    @Test("any two marks are told apart with usual vision, deuteranopia and protanopia")
    func visions() {
        for palette in Self.palettes {
            for (vision, matrix) in Self.visions {
                for (index, one) in ChartColor.allCases.enumerated() {
                    for two in ChartColor.allCases.dropFirst(index + 1) {
                        let a = Self.seen(palette.tint(ChartTint(one)), matrix)
                        let b = Self.seen(palette.tint(ChartTint(two)), matrix)
                        let distance = sqrt(zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
                        #expect(distance >= 8, "\(palette.name) \(vision): \(one), \(two)")
                    }
                }
            }
        }
    }

    @Test("tints of one colour differ from each other, and the properties name all that the classes use")
    func tints() {
        for palette in Self.palettes {
            #expect(Set(Palette.tints.map { palette.tint($0).css }).count == Palette.tints.count)
            for use in Palette.classes.components(separatedBy: "var(").dropFirst() {
                #expect(palette.properties.contains(String(use.prefix { $0 != ")" }) + ":#"))
            }
        }
    }
}
