/// Which point of the base a training path of flow matching leads from.
public enum PathCoupling: String, CaseIterable, Codable, Hashable, Sendable {
  /// Any: base and data are drawn on their own, and paths cross.
  case independent
  /// The points of the base are dealt to those of the data so that the ways are as short as they can be
  /// together (Tong et al. 2024, arXiv:2302.00482, section 3.2; Pooladian et al. 2023, arXiv:2304.14772):
  /// optimal transport between ``Assignment/most`` and as many points. Shortest ways do not cross.
  case optimalTransport = "ot"
}
