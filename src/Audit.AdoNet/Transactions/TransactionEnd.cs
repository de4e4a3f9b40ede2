using Audit.Events;

namespace Audit.AdoNet.Transactions;

/// <summary>How a transaction ended.</summary>
/// <param name="Action">One of <see cref="TransactionActions"/>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="How">What ended it, when nobody called commit or rollback.</param>
/// <param name="Exception">Why committing failed.</param>
internal readonly record struct TransactionEnd(string Action, Outcome Outcome, string? How = null, Exception? Exception = null);
