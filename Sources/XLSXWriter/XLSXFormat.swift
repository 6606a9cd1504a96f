#if XLSX
    import CXLSXWriter
    import Reporting

    /// How cells look.
    enum XLSXFormat {
        private static let link: lxw_color_t = 0x0563C1
        private static let headingBackground: lxw_color_t = 0xE8ECF1
        private static let warning: lxw_color_t = 0xB3261E

        static func set(_ style: WorkbookCell.Style, on format: UnsafeMutablePointer<lxw_format>) {
            switch style {
            case .plain: break
            case .decimals(let digits):
                format_set_num_format(
                    format, digits == 0 ? "0" : "0." + String(repeating: "0", count: digits))
            case .day: format_set_num_format(format, "yyyy-mm-dd")
            case .instant: format_set_num_format(format, "yyyy-mm-dd hh:mm")
            case .link:
                format_set_font_color(format, link)
                format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
            case .heading:
                format_set_bold(format)
                format_set_bg_color(format, headingBackground)
                format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
            case .title:
                format_set_bold(format)
                format_set_font_size(format, 15)
            case .label:
                format_set_bold(format)
                top(format)
            case .wrapped: top(format)
            case .warning:
                top(format)
                format_set_bold(format)
                format_set_font_color(format, warning)
            }
        }

        private static func top(_ format: UnsafeMutablePointer<lxw_format>) {
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            format_set_text_wrap(format)
        }
    }
#endif
