namespace Audit.GraphQL.Subscriptions;

/// <summary>What a subscription's field returns: values that are asked for one by one, so that nothing piles up between the source and the client.</summary>
internal interface ISourceStream : IDisposable
{
    /// <summary>Waits for the next value; <see langword="null"/> when none will come any more.</summary>
    ValueTask<SourceItem?> NextAsync(CancellationToken cancellationToken);
}

/// <summary>A value of a source.</summary>
/// <param name="Value">The value.</param>
/// <param name="Skipped">How many were skipped since the one before, because they were not taken in time.</param>
internal readonly record struct SourceItem(object Value, long Skipped = 0);
