/// The text of `mmsb --version`.
enum Version {
  static var text: String {
    let revision = GitRevision.ofProgram().map {
      ", revision \($0.commit.prefix(12))\($0.isDirty == true ? " with changes" : "")"
    }
    return
      "mmsb \(Build.version), \(Build.compiler), build \(Build.identifier())\(revision ?? "")\n"
  }
}
