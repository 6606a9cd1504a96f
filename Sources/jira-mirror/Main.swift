import JiraMirrorCLI

@main struct Main {
    static func main() async { await Program.main() }
}
