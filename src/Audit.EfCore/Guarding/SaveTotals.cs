using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Guarding;

/// <summary>
/// Adds up the rows that the commands of one save changed, for limits: a save of many entities is one operation, although it runs in batches.
/// </summary>
/// <remarks>A context is used by one thread at a time, and so is its total.</remarks>
internal sealed class SaveTotals
{
    private readonly ConditionalWeakTable<DbContext, StrongBox<long>> _totals = [];
    private int _everUsed;

    /// <summary>A save begins.</summary>
    public void Begin(DbContext context)
    {
        if (Volatile.Read(ref _everUsed) != 0)
            _totals.Remove(context);
    }

    /// <summary>Adds the rows of a limited command.</summary>
    /// <returns>The rows of the save so far; -1 when they could not be counted.</returns>
    public long Add(DbContext context, long rows)
    {
        if (rows < 0)
            return rows;
        Volatile.Write(ref _everUsed, 1);
        return _totals.GetOrCreateValue(context).Value += rows;
    }
}
