/// What is known of a map's Jacobian before its entries are, and with it what the determinant costs.
///
/// A layer states the structure of its own. That of a family follows from its layers
/// (``init(ofLayers:)``). A map and its inverse have the same.
public indirect enum JacobianStructure: Hashable, Sendable {
  /// I, as of a shift.
  case identity
  /// A diagonal matrix, the same for every point.
  case diagonal
  /// Zeros above the diagonal, or below it.
  case triangular
  /// The same with ones on the diagonal.
  case unitTriangular
  /// Q·T·Qᵀ with a triangular T and an orthogonal Q that is the same for every point.
  case rotatedTriangular
  /// I + u·vᵀ.
  case rankOneUpdate
  /// a·I + u·vᵀ.
  case scaledRankOneUpdate
  /// Aᵀ = A with positive eigenvalues.
  case symmetric
  /// QᵀQ = I, the same for every point.
  case orthogonal
  /// A matrix that is the same for every point and kept in triangular factors.
  case factored
  /// Any matrix.
  case full
  /// A product of different factors, in the order of dz/dx: those of a step that is repeated.
  case product([JacobianStructure])
  /// Different layers, in the order of x → z.
  case sequence([JacobianStructure])
}

extension JacobianStructure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .identity: "identity"
    case .diagonal: "diagonal"
    case .triangular: "triangular"
    case .unitTriangular: "unit triangular"
    case .rotatedTriangular: "triangular in rotated axes"
    case .rankOneUpdate: "rank-one update"
    case .scaledRankOneUpdate: "rank-one update of a scaling"
    case .symmetric: "symmetric"
    case .orthogonal: "orthogonal, constant"
    case .factored: "full, constant"
    case .full: "full"
    case .product(let factors): factors.map(\.description).joined(separator: " times ")
    case .sequence(let parts): parts.map(\.description).joined(separator: ", then ")
    }
  }
}

extension JacobianStructure {
  /// About how many operations a log-determinant takes once the entries are there.
  ///
  /// Of a product or a sequence it is that of the dearest part.
  public func determinantOperations(dimensions: Int) -> Double {
    let size = Double(dimensions)
    switch self {
    case .identity, .unitTriangular, .orthogonal: return 0
    case .diagonal, .triangular, .rotatedTriangular, .factored: return size
    case .rankOneUpdate, .scaledRankOneUpdate: return 2 * size
    // Cholesky's factors take half of what elimination takes.
    case .symmetric: return Self.denseOperations(dimensions: dimensions) / 2
    case .full: return Self.denseOperations(dimensions: dimensions)
    case .product(let parts), .sequence(let parts):
      return parts.reduce(0) { max($0, $1.determinantOperations(dimensions: dimensions)) }
    }
  }

  /// Operations of a determinant without any structure, by elimination.
  public static func denseOperations(dimensions: Int) -> Double {
    let size = Double(dimensions)
    return 2 * size * size * size / 3
  }

  /// Why the determinant costs what it does, in a sentence or two.
  public var determinantReason: String {
    switch self {
    case .identity: "The determinant of the identity is 1: log|det| = 0 everywhere."
    case .diagonal:
      "The determinant of a diagonal matrix is the product of its diagonal, the same for every point."
    case .triangular, .rotatedTriangular:
      "The determinant of a triangular matrix is the product of its diagonal: log|det| is a sum "
        + "with one term for each feature, exact, and as cheap as the map itself."
    case .unitTriangular:
      "A triangular matrix with ones on its diagonal has determinant 1: log|det| = 0."
    case .rankOneUpdate, .scaledRankOneUpdate:
      "By the matrix determinant lemma det(I + u vᵀ) = 1 + vᵀu: one inner product, exact."
    case .symmetric:
      "The Jacobian is symmetric with positive eigenvalues, as the second derivatives of a convex "
        + "function are: its determinant, the eigenvalues' product, is computed exactly."
    case .orthogonal:
      "The determinant of an orthogonal matrix is 1 or −1: log|det| = 0 everywhere."
    case .factored:
      "The matrix is kept as a product of triangular factors: log|det| is the sum of the "
        + "logarithms on a diagonal, the same for every point."
    case .full: "The determinant is computed exactly."
    case .sequence(let parts) where Set(parts) == [.unitTriangular, .diagonal]:
      "A triangular matrix with ones on its diagonal has determinant 1: log|det| = 0, except for "
        + "the one diagonal scaling."
    case .product(let parts), .sequence(let parts):
      // What is the same for every point costs nothing for one more.
      isConstant
        ? Self.reason(ofParts: parts) : Self.reason(ofParts: parts.filter { !$0.isConstant })
    }
  }

  private static func reason(ofParts parts: [JacobianStructure]) -> String {
    var reasons: [String] = []
    for reason in parts.map(\.determinantReason) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    return reasons.joined(separator: " ")
  }

  /// Whether the Jacobian is the same for every point.
  public var isConstant: Bool {
    switch self {
    case .identity, .diagonal, .orthogonal, .factored: true
    case .triangular, .unitTriangular, .rotatedTriangular, .rankOneUpdate, .scaledRankOneUpdate,
      .symmetric, .full:
      false
    case .product(let parts), .sequence(let parts): parts.allSatisfy(\.isConstant)
    }
  }
}

extension JacobianStructure {
  /// The structure of a family with these layers, in the forward order.
  ///
  /// Constant layers side by side are one constant layer. If different kinds of layers take turns, as
  /// the parts of Glow's steps do, they are factors of a step; if each kind comes once, the layers of
  /// one kind follow those of the other.
  public init(ofLayers layers: [JacobianStructure]) {
    var runs: [JacobianStructure] = []
    for next in layers where next != .identity {
      guard let last = runs.last, last != next else {
        if runs.isEmpty { runs.append(next) }
        continue
      }
      if last.isConstant, next.isConstant {
        runs[runs.count - 1] = .factored
      } else {
        runs.append(next)
      }
    }
    var kinds: [JacobianStructure] = []
    for run in runs where !kinds.contains(run) { kinds.append(run) }
    if kinds.count < 2 {
      self = kinds.first ?? .identity
    } else {
      self = kinds.count == runs.count ? .sequence(kinds.reversed()) : .product(kinds)
    }
  }
}

extension JacobianStructure {
  /// Why log|det| is cheap, in few words, the longest form first.
  public var determinantAnswers: [String] {
    switch self {
    case .triangular, .unitTriangular, .rotatedTriangular:
      [
        "log|det| is a sum: the Jacobian is triangular", "a sum: triangular Jacobian",
        "log|det| is a sum",
      ]
    case .diagonal:
      ["log|det| is a sum: the Jacobian is diagonal", "log|det| is a sum"]
    case .identity, .orthogonal:
      ["log|det| is 0: the Jacobian keeps volumes", "log|det| is 0"]
    case .rankOneUpdate, .scaledRankOneUpdate:
      ["log|det| is one dot product: a rank-one Jacobian", "log|det| is one dot product"]
    case .factored:
      ["log|det| is a sum: the matrix is kept in factors", "log|det| is a sum"]
    case .symmetric:
      ["log|det| of a symmetric Jacobian, by formula", "log|det| by formula"]
    case .full:
      ["log|det| of a full Jacobian, by formula", "log|det| by formula"]
    case .product(let parts), .sequence(let parts):
      // The dearest of its parts decides.
      parts.max {
        $0.determinantOperations(dimensions: 784) < $1.determinantOperations(dimensions: 784)
      }?
      .determinantAnswers ?? []
    }
  }
}
