import Flows

// Rows from key paths.

extension Setting {
  /// A row of a property that is `nil` at its default.
  init<Value>(
    _ name: String, _ help: String, _ path: WritableKeyPath<Settings, Value?> & Sendable,
    key: String? = nil, _ value: SettingValue<Value>, called subject: String? = nil
  ) {
    let key = SettingKey(stringValue: key ?? name)
    self.init(name, help, value, called: subject) {
      $0[keyPath: path]
    } set: {
      $1[keyPath: path] = $0
    }
    coding = Coding(key: key) { settings, container throws in
      // A default is written as null: the file names every setting.
      try container.encode(settings[keyPath: path], forKey: key)
    } read: { settings, container throws in
      settings[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: key)
    }
  }

  /// A row of a property that always has a value, and is always in the model file.
  init<Value>(
    _ name: String, _ help: String, always path: WritableKeyPath<Settings, Value> & Sendable,
    _ value: SettingValue<Value>
  ) {
    let key = SettingKey(stringValue: name)
    let usual = Settings()[keyPath: path]
    self.init(name, help, value, called: nil) {
      $0[keyPath: path] == usual ? nil : $0[keyPath: path]
    } set: {
      $1[keyPath: path] = $0 ?? usual
    }
    self.usual = value.write(usual)
    standard = { _ in value.write(usual) }
    coding = Coding(key: key) { settings, container throws in
      try container.encode(settings[keyPath: path], forKey: key)
    } read: { settings, container throws in
      settings[keyPath: path] = try container.decode(Value.self, forKey: key)
    }
  }

  /// A row of an option of layers.
  init<Value>(
    _ option: FlowOption, _ help: String, _ path: WritableKeyPath<Settings, Value?> & Sendable,
    _ layerPath: WritableKeyPath<LayerOptions, Value?> & Sendable, key: String? = nil,
    _ value: SettingValue<Value>
  ) {
    self.init(.flow(option), help, path, key: key, value)
    toLayers = { $1[keyPath: layerPath] = $0[keyPath: path] }
  }

  /// A row of an option of rivals.
  init<Value>(
    _ option: RivalOption, _ help: String, _ path: WritableKeyPath<Settings, Value?> & Sendable,
    _ rivalPath: WritableKeyPath<RivalOptions, Value?> & Sendable, key: String? = nil,
    _ value: SettingValue<Value>
  ) {
    self.init(.rival(option), help, path, key: key, value)
    toRival = { $1[keyPath: rivalPath] = $0[keyPath: path] }
  }

  private init<Value>(
    _ option: LearnerOption, _ help: String,
    _ path: WritableKeyPath<Settings, Value?> & Sendable, key: String?, _ value: SettingValue<Value>
  ) {
    self.init(option.name, help, path, key: key, value)
    scope = .option(option)
    belongsToFamily = true
  }

  private init<Value>(
    _ name: String, _ help: String, _ value: SettingValue<Value>, called subject: String?,
    get: @escaping @Sendable (Settings) -> Value?,
    set: @escaping @Sendable (Value?, inout Settings) -> Void
  ) {
    let subject = subject ?? name
    self.init(name: name, title: name, help: help) {
      get($0).map { [value.write($0)] } ?? []
    } reading: { text, draft throws(FlowError) in
      guard let read = try value.read(text) else {
        let limits = value.range.flatMap { $0 == value.wanted ? nil : ", \($0)" } ?? ""
        throw FlowError("\(subject): '\(text)' will not do, write \(value.wanted)\(limits)")
      }
      set(read, &draft.settings)
    } clearing: {
      set(nil, &$0)
    }
    range = value.range
    checking = { settings throws(FlowError) in
      if let given = get(settings) { try value.check(given, subject) }
    }
  }

  /// A row that is made by hand.
  init(
    name: String, title: String, help: String,
    texts: @escaping @Sendable (Settings) -> [String],
    reading: @escaping @Sendable (String, inout SettingsDraft) throws(FlowError) -> Void,
    clearing: @escaping @Sendable (inout Settings) -> Void
  ) {
    (self.name, self.title, self.help) = (name, title, help)
    (self.texts, self.reading, self.clearing) = (texts, reading, clearing)
  }

  /// The row with something more said of it.
  func with(_ change: (inout Setting) -> Void) -> Setting {
    var row = self
    change(&row)
    return row
  }
}
