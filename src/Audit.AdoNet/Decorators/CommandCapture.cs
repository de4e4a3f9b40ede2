using Audit.AdoNet.Recording;

namespace Audit.AdoNet.Decorators;

/// <summary>What the decorators of an application share.</summary>
internal sealed class CommandCapture(CommandRecorder recorder, TimeProvider time)
{
    public CommandRecorder Recorder => recorder;

    public TimeProvider Time => time;
}
