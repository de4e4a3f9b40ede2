namespace Audit.AspNetCore.Sharing;

/// <summary>What instances of an application tell each other at once. Thread-safe. Implementations do not throw.</summary>
public interface IInstanceMessages
{
    /// <summary>
    /// Since when every message has reached this instance; <see langword="null"/> while none does. What it learned from shared state before then may be out of date.
    /// </summary>
    DateTimeOffset? ListeningSince { get; }

    /// <summary>Tells every instance that listens, this one included.</summary>
    /// <param name="topic">What it is about.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether it was sent.</returns>
    ValueTask<bool> PublishAsync(string topic, string message, CancellationToken cancellationToken);

    /// <summary>Listens until the process ends.</summary>
    /// <param name="topic">What it is about.</param>
    /// <param name="handler">Called with each message; must be quick and not throw.</param>
    void Subscribe(string topic, Action<string> handler);
}
