namespace FerTrain.Data;

/// <summary>FER2013's own division of its rows, as its Usage column spells it.</summary>
public enum Usage : byte
{
    Training,
    PublicTest,
    PrivateTest,
}
