using System.Collections.Immutable;
using Audit.Events;

namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>Which attempt of an execution strategy a transaction of the application's own is: the strategy runs the application's code again when one fails.</summary>
internal sealed class StrategyAttempt
{
    private int _failed;

    /// <summary>What its events tell: nothing for a first attempt that went well.</summary>
    public ImmutableArray<AuditAttribute> Told(Outcome outcome) =>
        _failed == 0 && outcome == Outcome.Succeeded ? [] : EntityAttributes.OfAttempt(_failed + 1);

    public void Ended(Outcome outcome) => _failed = outcome == Outcome.Succeeded ? 0 : _failed + 1;
}
