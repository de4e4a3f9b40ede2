using System.Diagnostics;
using Audit.Testing.Repository;

namespace Audit.Tests.Spooling.Faults;

/// <summary>The library that lets operations on files fail in a process it is preloaded into; compiled once per run.</summary>
internal static class FaultShim
{
    private static readonly Lazy<string> Library = new(Compile);

    public static string Path => Library.Value;

    private static string Compile()
    {
        var source = RepositoryRoot.PathOf("tests/Audit.Crash/faults.c");
        var library = System.IO.Path.Combine(Environment.GetEnvironmentVariable("XDG_STATE_HOME")!, "faults.so");
        foreach (var compiler in new[] { "gcc", "clang" })
        {
            try
            {
                using var compilation = Process.Start(compiler, ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
                compilation.WaitForExit();
                Assert.Equal(0, compilation.ExitCode);
                return library;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // The next one, then.
            }
        }

        throw new InvalidOperationException("There is no C compiler: test.sh installs one.");
    }
}
