using Audit.Statements;

namespace Audit.Classification.Caching;

/// <summary>The results of the texts handed in lately, by reference: EF Core and most applications hand in the same string again. Thread-safe.</summary>
/// <remarks>
/// A string is kept from the third time on that it is handed in: raw SQL makes a new one for each command, which the guard and the capture both
/// hand in, and which would only push others out.
/// Its place is told by a few of its characters, because a string's own identity costs more to ask for than the rest of the look-up.
/// </remarks>
internal sealed class RecentStatements
{
    private const int Slots = 512;

    /// <summary>What this thread handed in last: the guard asks before a command runs, and the capture when it has run, as a rule on the same thread.</summary>
    [ThreadStatic]
    private static Last? _last;

    private readonly string?[] _seenOnce = new string?[Slots];
    private readonly string?[] _seenTwice = new string?[Slots];
    private readonly Slot?[] _slots = new Slot?[Slots];

    public StatementInfo? Find(string text, int key)
    {
        var slot = Volatile.Read(ref _slots[IndexOf(text)]);
        if (slot is not null && ReferenceEquals(slot.Text, text) && slot.Key == key)
            return slot.Info;
        return _last is { } last && ReferenceEquals(last.Text, text) && last.Key == key && ReferenceEquals(last.Owner, this) ? last.Info : null;
    }

    public void Add(string text, int key, StatementInfo info)
    {
        (_last ??= new Last()).Set(this, text, key, info);
        var index = IndexOf(text);
        if (ReferenceEquals(Volatile.Read(ref _seenTwice[index]), text))
            Volatile.Write(ref _slots[index], new Slot(text, key, info));
        else if (ReferenceEquals(Volatile.Read(ref _seenOnce[index]), text))
            Volatile.Write(ref _seenTwice[index], text);
        else
            Volatile.Write(ref _seenOnce[index], text);
    }

    private static int IndexOf(string text)
    {
        var length = text.Length;
        var hash = (uint)length;
        hash = (hash * 31) + text[length >> 3];
        hash = (hash * 31) + text[length >> 2];
        hash = (hash * 31) + text[length >> 1];
        hash = (hash * 31) + text[length - (length >> 2) - 1];
        hash = (hash * 31) + text[length - (length >> 3) - 1];
        hash = (hash * 31) + text[length - 1];
        return (int)((hash * 0x9E3779B1) >> 23);
    }

    private sealed class Slot(string text, int key, StatementInfo info)
    {
        public readonly string Text = text;
        public readonly int Key = key;
        public readonly StatementInfo Info = info;
    }

    private sealed class Last
    {
        public RecentStatements? Owner { get; private set; }

        public string? Text { get; private set; }

        public int Key { get; private set; }

        public StatementInfo? Info { get; private set; }

        public void Set(RecentStatements owner, string text, int key, StatementInfo info) => (Owner, Text, Key, Info) = (owner, text, key, info);
    }
}
