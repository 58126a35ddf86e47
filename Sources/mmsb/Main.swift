internal import Glibc

@main
enum Main {
  static func main() {
    Interruption.listen()
    exit(ProgramStack.run(Program.run).rawValue)
  }
}
