/// Every column of the results, once: header, writer, reader, validator and documentation follow.
package enum ResultSchema {
  /// The columns that all files begin with.
  package static let keys: [ResultColumn<CellKeys>] = [
    .init("schema_version", \.schemaVersion, "Version of these columns.", required: true),
    .init("run_id", \.runID, "The run; the same in all files of a folder.", required: true),
    .init(
      "started_utc", \.startedUTC, "When the run began.", required: true, type: .time),
    .init(
      "host_id", \.hostID, "Hash of CPU model, caches and memory; never a name.", required: true),
    .init("git_rev", \.gitRevision, "Revision of the sources, where known."),
    .init("git_dirty", \.gitDirty, "Whether the sources differed from the revision."),
    .init("build_id", \.buildID, "Hash of the program that measured."),
    .init("scenario", \.scenario, "The scenario's name.", required: true),
    .init("scenario_hash", \.scenarioHash, "Hash of the scenario's text."),
    .init("phase", \.phase, "The kind of run.", required: true),
    .init("cell_id", \.cellID, "The cell; `mmsb rerun` takes it."),
    .init(
      "variant", \.variant, "`cell`, `canary`, `counters`, or `reference:` and a name.",
      required: true),
    .init("backend_requested", \.backendRequested, "The backend asked for."),
    .init("backend_executed", \.backendExecuted, "The backend that ran, read back."),
    .init("allocator_requested", \.allocatorRequested, "The page allocator asked for."),
    .init("allocator_executed", \.allocatorExecuted, "The page allocator used, read back."),
    .init("threads", \.threads, "Workers."),
    .init(
      "cpu_policy", \.cpuPolicy,
      "How workers were placed on CPUs: `none`, `compact`, `spread`, `per_llc`, `list`."),
    .init("cpu_list", \.cpuList, "The CPUs they were pinned to."),
    .init("cpu_node", \.cpuNode, "The NUMA node of those CPUs."),
    .init(
      "mem_policy", \.memoryPolicy,
      "Where memory is from: `first_touch`, `local`, `remote`, `bind`, `interleave`, `single_node`."
    ),
    .init("mem_node", \.memoryNode, "The NUMA node of the memory."),
    .init("page_bytes", \.pageByteCount, "Bytes in a page."),
    .init("working_set_bytes", \.workingSetByteCount, "Page bytes that the timed work covers."),
    .init("seed", \.seed, "Where every random choice came from."),
    .init("p_workload", \.workload, "The kind of work."),
    .init("p_trace", \.trace, "The trace, by its name in the scenario."),
    .init("p_density", \.density, "Share of bytes that change, 0 to 1."),
    .init("p_pattern", \.pattern, "How changed bytes are spread."),
    .init("p_delta_bytes", \.deltaByteCount, "Bytes that one generated delta spans."),
    .init("p_operation", \.operation, "What one operation is called."),
  ]

  /// `samples.csv`: raw, one row per batch.
  package static let samples: [ResultColumn<SampleRow>] =
    keys.map { $0.within(\.keys) } + [
      .init(
        "launch", \.launch, "The process that timed, from 0; the launch that counted, from 1.",
        required: true),
      .init("block", \.block, "Which Latin square of rounds, from 0.", required: true),
      .init("pair", \.pair, "The round, from 0; batches of one round pair up.", required: true),
      .init("slot", \.slot, "The batch's place in its round, from 0.", required: true),
      .init("batch", \.batch, "The contestant's batch, from 0.", required: true),
      .init("batch_iterations", \.batchIterations, "Iterations in the batch.", required: true),
      .init("metric", \.metric, "What was measured.", required: true, type: .code),
      .init("value", \.value, "The whole batch, not divided by anything."),
      .init("unit", \.unit, "Unit of `value`.", required: true, type: .words(units)),
      .init("source", \.source, "Who counted.", required: true),
      .init("running_fraction", \.runningFraction, "Share of time a counter was scheduled."),
      .init("status", \.status, "What became of the batch.", required: true),
      .init("reason_code", \.reasonCode, "Why the status is not ok.", type: .code),
      .init("cache", \.keys.cache, "Whether caches held the data before a batch."),
      .init("cell_hash", \.keys.cellHash, cellHashMeaning),
      .init("group", \.keys.group, groupMeaning),
      .init("operations_per_iteration", \.operationsPerIteration, "Operations in an iteration."),
      .init("bytes_per_iteration", \.bytesPerIteration, "Page bytes that an iteration covers."),
      .init("overhead_ns", \.overheadNanoseconds, "Time of the empty batch before this one."),
    ]

  /// `summary.csv`: one row per number.
  package static let summary: [ResultColumn<SummaryRow>] =
    keys.map { $0.within(\.keys) } + [
      .init("metric", \.metric, "What the value is.", required: true, type: .code),
      .init("unit", \.unit, "Unit of `value`.", required: true, type: .words(units)),
      .init("statistic", \.statistic, "Which statistic of the samples.", required: true),
      .init("value", \.value, "The number; empty unless the status is ok."),
      .init("ci_low", \.low, "Lower end of the exact interval around the median."),
      .init("ci_high", \.high, "Upper end."),
      .init("ci_level", \.level, "The level the interval really has, 0 to 1."),
      .init("n_launches", \.launchCount, "Starts of the process behind the value."),
      .init("n_batches", \.batchCount, "Batches behind the value."),
      .init("value_kind", \.valueKind, "How the value came about.", required: true),
      .init("direction", \.direction, "Which way is better.", required: true),
      .init("ceiling_name", \.ceilingName, "The first bound timed in the same rounds."),
      .init("ceiling_value", \.ceilingValue, "That bound's median, in the row's unit."),
      .init("ceiling_fraction", \.ceilingFraction, "Share of the bound reached, paired by round."),
      .init("bound_by", \.boundBy, "The bound of which at least 0.8 was reached, if any."),
      .init("verified", \.verified, "Whether the state was proved before and after timing."),
      .init("oracle", \.oracle, "What it was compared with."),
      .init("digest", \.digest, "Fingerprint of the state reached."),
      .init("status", \.status, "What became of the cell.", required: true),
      .init("reason_code", \.reasonCode, "Why the status is not ok.", type: .code),
      .init("source", \.source, "Who counted.", required: true),
      .init("running_fraction", \.runningFraction, "Share of time a counter was scheduled."),
      .init("cache", \.keys.cache, "Whether caches held the data before a batch."),
      .init("cell_hash", \.keys.cellHash, cellHashMeaning),
      .init("group", \.keys.group, groupMeaning),
    ]

  /// `compare.csv`: one row per cell and metric.
  package static let compare: [ResultColumn<CompareRow>] =
    keys.map { $0.within(\.keys) } + [
      .init("metric", \.metric, "What is compared.", required: true, type: .code),
      .init("unit", \.unit, "Unit of both values.", required: true, type: .words(units)),
      .init("direction", \.direction, "Which way is better.", required: true),
      .init("base_value", \.baseValue, "Median of the baseline."),
      .init("head_value", \.headValue, "Median of this cell."),
      .init("ratio", \.ratio, "Head over base: the median of paired ratios."),
      .init("ratio_low", \.ratioLow, "Lower end of its interval."),
      .init("ratio_high", \.ratioHigh, "Upper end."),
      .init("ci_level", \.level, "The level the interval really has, 0 to 1."),
      .init("threshold", \.threshold, "The change that matters, as a fraction."),
      .init("mde_80", \.minimumDetectable, "Smallest change that 4 of 5 such runs would flag."),
      .init("aa_ratio_low", \.againLow, "Interval of the baseline against itself, where held."),
      .init("aa_ratio_high", \.againHigh, "Upper end."),
      .init("n_launches", \.launchCount, "Starts of the process behind the ratio."),
      .init("n_pairs", \.pairCount, "Rounds behind the ratio."),
      .init("p_adjusted", \.adjustedProbability, "Confirmation's probability, where held."),
      .init("verdict", \.verdict, "What the comparison says.", required: true),
      .init("verdict_reason", \.verdictReason, "Why, in words."),
      .init("explained_by", \.explainedBy, "What else changed with it."),
      .init("noise_cause", \.noiseCause, "The largest sign of disturbance."),
      .init("base_cell_id", \.baseCellID, "The baseline's cell."),
      .init("cache", \.keys.cache, "Whether caches held the data before a batch."),
      .init("cell_hash", \.keys.cellHash, cellHashMeaning),
      .init("group", \.keys.group, groupMeaning),
    ]

  private static let cellHashMeaning =
    "Hash of what changes the cell's work: kind, values, sizes, seed, the trace's bytes."
  private static let groupMeaning = "Rows of one group were timed side by side, in the same rounds."

  /// All units; a metric never changes its unit, and only display scales values.
  package static let units = [
    "ns", "ns/op", "B", "B/op", "B/s", "op/s", "count", "count/op", "ratio", "Hz", "s",
  ]
}
