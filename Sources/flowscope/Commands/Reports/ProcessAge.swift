import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How long this process has been running, including the time to load the program and its libraries.
enum ProcessAge {
  /// Seconds since the process was started, by the system's own record; on Linux in steps of a
  /// hundredth, rounded up. Where the system does not say, since this was first asked.
  static var seconds: Double { recorded ?? (ContinuousClock.now - firstAsked) / .seconds(1) }

  private static let firstAsked = ContinuousClock.now

  private static var recorded: Double? {
    #if os(Linux)
      // Field 22 counts ticks since the system was started; the fields after the name begin at 3.
      guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let start = Double(fields[19])
      else { return nil }
      var now = timespec()
      guard clock_gettime(CLOCK_BOOTTIME, &now) == 0 else { return nil }
      let uptime = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
      return uptime - start / Double(sysconf(Int32(_SC_CLK_TCK)))
    #else
      var query = [CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()]
      var record = kinfo_proc()
      var size = MemoryLayout<kinfo_proc>.stride
      guard sysctl(&query, 4, &record, &size, nil, 0) == 0, size > 0 else { return nil }
      let start = record.kp_proc.p_starttime
      let began = Double(start.tv_sec) + Double(start.tv_usec) / 1e6
      return Date.now.timeIntervalSince1970 - began
    #endif
  }
}
