using Audit.Events;

namespace Audit.Capture;

/// <summary>Says how much is recorded of the operations that it matches. All conditions must hold; a list that is empty is no condition.</summary>
public sealed class CaptureRule
{
    /// <summary>How much is recorded. Default: <see cref="CaptureLevel.Changes"/>, everything.</summary>
    public CaptureLevel Level { get; set; } = CaptureLevel.Changes;

    /// <summary>
    /// The share of successful reads that is recorded, above 0 and at most 1. Each event that was chosen carries how many it stands for as the attribute
    /// <c>audit.sample_weight</c>. Writes, failures and destructive operations are never left out. Default: 1, all of them.
    /// </summary>
    public double SampleRate { get; set; } = 1;

    /// <summary>What issues the operation, for example <see cref="CommandSource.Linq"/>.</summary>
    public IList<CommandSource> Sources { get; } = [];

    /// <summary>
    /// The tables, as the statement writes them; <c>*</c> and <c>?</c> stand for any characters or one. The rule matches when each table of the operation is one
    /// of them: what also touches another table is not left out for the sake of one.
    /// </summary>
    public IList<string> Tables { get; } = [];

    /// <summary>Verbs, for example <c>SELECT</c>. The rule matches when each verb of the statement is one of them.</summary>
    public IList<string> Operations { get; } = [];

    /// <summary>Kinds of actors.</summary>
    public IList<ActorType> ActorTypes { get; } = [];

    /// <summary>Ids of actors; <c>*</c> and <c>?</c> stand for any characters or one.</summary>
    public IList<string> Actors { get; } = [];

    /// <summary>Route templates of requests, for example <c>/health*</c>; <c>*</c> and <c>?</c> stand for any characters or one.</summary>
    public IList<string> Routes { get; } = [];
}
