internal import Glibc

@main
enum Main {
  static func main() {
    Interruption.listen()
    exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }
}
