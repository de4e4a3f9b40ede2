namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>How many statements a text holds, and the most far-reaching class among them.</summary>
internal readonly record struct StatementAnalysis(int Count, StatementClass Class);

/// <summary>What a statement does to state that outlives it, as libchdb numbers it.</summary>
internal enum StatementClass
{
    /// <summary>Leaves no trace.</summary>
    ReadOnly = 0,

    /// <summary>Changes a database.</summary>
    Mutating = 1,

    /// <summary>Changes something outside every database.</summary>
    MutatingGlobal = 2,

    /// <summary>Changes the session, or writes outside the engine.</summary>
    Control = 3,

    /// <summary>Did not parse.</summary>
    Unknown = 4,
}
