using Audit.Guarding;

namespace Audit.AdoNet.Decorators;

/// <summary>A command or batch that the guard let run and that has not ended: who has it says how it ended, once.</summary>
internal interface IRunning
{
    /// <summary>It has run: what it changed stays, unless it changed more than it may.</summary>
    /// <exception cref="DestructiveOperationBlockedException">It was rolled back.</exception>
    void Keep(long rowsAffected);

    /// <inheritdoc cref="Keep"/>
    ValueTask KeepAsync(long rowsAffected, CancellationToken cancellationToken);

    /// <summary>Records it, from synchronous code. Numbers are -1 when not known.</summary>
    void Succeeded(long rowsAffected = -1, long rowsRead = -1);

    /// <summary>Records it. Numbers are -1 when not known.</summary>
    ValueTask SucceededAsync(long rowsAffected = -1, long rowsRead = -1);

    /// <summary>Records that it failed, from synchronous code.</summary>
    void Failed(Exception exception, long rowsRead = -1);

    /// <summary>Records that it failed.</summary>
    ValueTask FailedAsync(Exception exception, long rowsRead = -1);
}
