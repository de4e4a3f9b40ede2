using Audit.AdoNet.Guarding;
using Audit.AdoNet.Recording;

namespace Audit.AdoNet.Decorators;

/// <summary>What the decorators of an application share.</summary>
internal sealed class CommandCapture(CommandRecorder recorder, CommandGuard guard, TimeProvider time)
{
    public CommandRecorder Recorder => recorder;

    public CommandGuard Guard => guard;

    public TimeProvider Time => time;
}
