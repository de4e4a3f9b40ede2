namespace Audit.Guarding.Asking;

/// <summary>The console of a person who can be asked. One question at a time.</summary>
internal sealed class GuardConsole(TextReader input, TextWriter output, bool isInteractive)
{
    private readonly Lock _turn = new();

    /// <summary>Whether a person is there: nothing is read from a pipe or a file.</summary>
    public bool IsInteractive => isInteractive;

    /// <summary>The process's own console. It asks on the error output, so that what a program prints stays what it was.</summary>
    public static GuardConsole OfProcess() => new(Console.In, Console.Error, !Console.IsInputRedirected && !Console.IsErrorRedirected);

    /// <summary>Asks, and waits for a line.</summary>
    /// <returns>The line without white space around it; empty when there was none.</returns>
    public string Ask(string question)
    {
        lock (_turn)
        {
            output.Write(question);
            output.Flush();
            return input.ReadLine()?.Trim() ?? "";
        }
    }
}
