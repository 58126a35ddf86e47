/// A number of bytes for sentences, in powers of 1,000 and two digits: "4.2 GB", "180 kB".
package func byteText(_ count: Int) -> String {
  var (value, unit) = (Double(count), 0)
  let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
  while value.rounded() >= 1000, unit + 1 < units.count { (value, unit) = (value / 1000, unit + 1) }
  let tenths = Int((value * 10).rounded())
  let isShort = unit > 0 && tenths < 100
  return (isShort ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))") + " " + units[unit]
}
