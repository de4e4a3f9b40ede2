using System.Runtime.CompilerServices;

namespace Audit.Benchmarks.Measuring;

/// <summary>Runs something deeper in the stack, where a capture that walks the stack would show.</summary>
internal static class CallStack
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Deeper<T>(int frames, Func<T> action)
    {
        if (frames == 0)
            return action();

        // What follows the call keeps it from becoming a jump.
        var result = Deeper(frames - 1, action);
        GC.KeepAlive(action);
        return result;
    }
}
