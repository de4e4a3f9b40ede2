using Audit.AdoNet.Attribution;
using Audit.AdoNet.Guarding;
using Audit.AdoNet.Opening;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;

namespace Audit.AdoNet.Decorators;

/// <summary>What the decorators of an application share.</summary>
internal sealed class CommandCapture(
    CommandRecorder recorder,
    CommandGuard guard,
    TransactionRecorder transactions,
    ConnectionRecorder connections,
    CommandAttribution attribution,
    TimeProvider time)
{
    public CommandRecorder Recorder => recorder;

    public CommandGuard Guard => guard;

    public TransactionRecorder Transactions => transactions;

    public ConnectionRecorder Connections => connections;

    public CommandAttribution Attribution => attribution;

    public TimeProvider Time => time;
}
