using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>A connection that is being opened.</summary>
internal readonly struct OpeningConnection
{
    private readonly CommandCapture _capture;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;

    private OpeningConnection(CommandCapture capture)
    {
        _capture = capture;
        _startedAt = capture.Time.GetUtcNow();
        _start = capture.Time.GetTimestamp();
    }

    public static OpeningConnection Start(CommandCapture capture) => new(capture);

    public void Succeeded(DbConnection connection) => _capture.Connections.Opened(connection, _startedAt, _capture.Time.GetElapsedTime(_start));

    public void Failed(DbConnection connection, Exception exception) =>
        _capture.Connections.Failed(connection, _startedAt, _capture.Time.GetElapsedTime(_start), exception);
}
