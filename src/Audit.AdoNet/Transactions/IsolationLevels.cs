using DataLevel = System.Data.IsolationLevel;
using ScopeLevel = System.Transactions.IsolationLevel;

namespace Audit.AdoNet.Transactions;

/// <summary>Names isolation levels as SQL does, in lower case.</summary>
internal static class IsolationLevels
{
    public static string? NameOf(DataLevel level) => level switch
    {
        DataLevel.ReadUncommitted => "read uncommitted",
        DataLevel.ReadCommitted => "read committed",
        DataLevel.RepeatableRead => "repeatable read",
        DataLevel.Serializable => "serializable",
        DataLevel.Snapshot => "snapshot",
        DataLevel.Chaos => "chaos",
        _ => null,
    };

    public static string? NameOf(ScopeLevel level) => level switch
    {
        ScopeLevel.ReadUncommitted => "read uncommitted",
        ScopeLevel.ReadCommitted => "read committed",
        ScopeLevel.RepeatableRead => "repeatable read",
        ScopeLevel.Serializable => "serializable",
        ScopeLevel.Snapshot => "snapshot",
        ScopeLevel.Chaos => "chaos",
        _ => null,
    };
}
