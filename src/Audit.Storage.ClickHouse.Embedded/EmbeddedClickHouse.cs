using System.ComponentModel.DataAnnotations;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Http;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded;

/// <summary>
/// The ClickHouse engine inside this process. Clients reach it through <see cref="CreateHandler"/>, which answers the
/// ClickHouse HTTP interface without a network. Thread-safe.
/// </summary>
/// <remarks>
/// A process has one engine: opening the same path again shares it, and it closes when the last one is disposed.
/// Dispose it before the process ends, after the clients that use it.
/// </remarks>
public sealed class EmbeddedClickHouse : IAsyncDisposable
{
    private readonly EngineHost _engine;
    private int _disposed;

    private EmbeddedClickHouse(EngineHost engine) => _engine = engine;

    /// <summary>The address for clients that use the handler. Nothing listens there.</summary>
    public static Uri Address { get; } = new("http://clickhouse.embedded/");

    /// <summary>The version of the engine, e.g. <c>26.7.2.1</c>.</summary>
    public string Version => _engine.Catalog.Version;

    internal EngineHost Engine => _engine;

    /// <summary>Opens the engine on the directory of the options, which is created when missing.</summary>
    /// <param name="options">How the engine runs.</param>
    /// <param name="timeProvider">The clock for session time-outs; the system's when null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OptionsValidationException">An option is invalid.</exception>
    /// <exception cref="DllNotFoundException">libchdb.so is missing; the message names the places searched.</exception>
    /// <exception cref="InvalidOperationException">Another process uses the directory, or this process has the engine open on another one.</exception>
    public static async Task<EmbeddedClickHouse> OpenAsync(
        EmbeddedClickHouseOptions options, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(new EmbeddedClickHouseOptionsValidator().Validate(null, options));
        Check(new EmbeddedClickHouseOptionsTimesValidator().Validate(null, options));
        return new EmbeddedClickHouse(
            await EngineProcess.AcquireAsync(options, timeProvider ?? TimeProvider.System, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// A handler for <see cref="HttpClient"/> that runs every request on this engine, with full rights. It may be disposed
    /// freely; the engine stays open.
    /// </summary>
    public HttpMessageHandler CreateHandler() => new EmbeddedClickHouseHandler(_ => ValueTask.FromResult(_engine));

    /// <summary>An <see cref="HttpClient"/> over <see cref="CreateHandler"/> with the right address and no time-out of its own.</summary>
    public HttpClient CreateHttpClient() =>
        new(CreateHandler(), disposeHandler: true) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Waits for the statements that run, closes their connections, and closes the engine when no one else uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await EngineProcess.ReleaseAsync().ConfigureAwait(false);
    }

    private static void Check(ValidateOptionsResult result)
    {
        if (result.Failed)
            throw new OptionsValidationException(EmbeddedClickHouseOptions.SectionName, typeof(EmbeddedClickHouseOptions), result.Failures);
    }
}
