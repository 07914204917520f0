using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>Who waits for the answer of a deposit.</summary>
internal interface IDepositor
{
    void Answer(Frame frame);

    /// <summary>Nothing of the deposit is on its way to the database any more. Follows the answer and the push.</summary>
    void Done();
}
