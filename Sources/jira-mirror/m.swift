import JiraMirrorCLI
@main struct M { static func main() { ProcessHygiene.apply() } }
