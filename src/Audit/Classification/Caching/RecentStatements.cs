using System.Runtime.CompilerServices;
using Audit.Statements;

namespace Audit.Classification.Caching;

/// <summary>The results of the texts handed in lately, by reference: EF Core and most applications hand in the same string again. Thread-safe.</summary>
internal sealed class RecentStatements
{
    private const int Slots = 512;

    private readonly Slot?[] _slots = new Slot?[Slots];

    public StatementInfo? Find(string text, int key)
    {
        var slot = Volatile.Read(ref _slots[IndexOf(text)]);
        return slot is not null && ReferenceEquals(slot.Text, text) && slot.Key == key ? slot.Info : null;
    }

    public void Add(string text, int key, StatementInfo info) => Volatile.Write(ref _slots[IndexOf(text)], new Slot(text, key, info));

    private static int IndexOf(string text) => RuntimeHelpers.GetHashCode(text) & (Slots - 1);

    private sealed class Slot(string text, int key, StatementInfo info)
    {
        public readonly string Text = text;
        public readonly int Key = key;
        public readonly StatementInfo Info = info;
    }
}
