#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// The few functions of the C library that this room needs.

func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func logarithm10(_ value: Double) -> Double { log10(value) }
func cubeRoot(_ value: Float) -> Float { cbrtf(value) }
