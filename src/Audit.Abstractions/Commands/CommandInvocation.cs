namespace Audit.Commands;

/// <summary>A command as it was asked for.</summary>
/// <param name="Name">The command's name, for example <c>db:reset</c>.</param>
/// <param name="Arguments">The arguments as given; secrets in them are left out of the record.</param>
public sealed record CommandInvocation(string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>Options whose values are secrets, beside those whose names tell.</summary>
    public IReadOnlyList<string> SecretOptions { get; init; } = [];

    /// <summary>Why it is run, in the words of who runs it; <see langword="null"/>: as the ambient context says.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether who runs it has confirmed beforehand what the guard may want confirmed; counts only with a reason.</summary>
    public bool IsConfirmed { get; init; }
}
