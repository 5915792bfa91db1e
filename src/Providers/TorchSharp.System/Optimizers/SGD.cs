using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent with momentum (Sutskever et al., 2013); the first gradient starts the momentum, undampened.</summary>
    public class SGD : OptimizerHelper
    {
        private static readonly Operator FusedOp = new("aten::_fused_sgd_", "tensor_lr");

        private readonly double _momentum, _dampening, _weightDecay;
        private readonly bool _nesterov;

        public SGD(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : base(parameters, lr, _ => new State())
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (momentum < 0) throw new ArgumentException($"Invalid momentum value: {momentum}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
            if (maximize) throw new NotSupportedException("SGD with maximize is not supported.");
            (_momentum, _dampening, _weightDecay, _nesterov) = (momentum, dampening, weight_decay, nesterov);
        }

        private protected override void Step(Update[] updates, double lr)
        {
            Tensor[] parameters = [.. updates.Select(update => update.Parameter)];
            Tensor[] directions = [.. updates.Select(update => update.Gradient)];
            if (_weightDecay != 0) directions = Foreach.Add(directions, parameters, _weightDecay);
            if (_momentum != 0) directions = WithMomentum([.. updates.Select(update => (State)update.State)], directions);
            Foreach.AddInPlace(parameters, directions, -lr);
        }

        private protected override void StepRecordably(Update[] updates, StepNumbers numbers)
        {
            State[] states = [.. updates.Select(update => (State)update.State)];
            var isFirst = states[0].momentum_buffer is null;
            if (_momentum != 0)
                foreach (var update in updates) ((State)update.State).momentum_buffer ??= OptimizerState.ZerosLike(update.Parameter);
            FusedOp.Run(
                updates.Select(update => update.Parameter).ToArray<Tensor>(), updates.Select(update => update.Gradient).ToArray(),
                _momentum != 0 ? states.Select(state => state.momentum_buffer).ToArray() : [], _weightDecay, _momentum, numbers.Rate, _dampening,
                _nesterov, false, isFirst);
        }

        private Tensor[] WithMomentum(State[] states, Tensor[] gradients)
        {
            int[] going = [.. Enumerable.Range(0, states.Length).Where(i => states[i].momentum_buffer is not null)];
            if (going.Length > 0)
            {
                Tensor[] buffers = [.. going.Select(i => states[i].momentum_buffer!)];
                Foreach.MulInPlace(buffers, _momentum);
                Foreach.AddInPlace(buffers, [.. going.Select(i => gradients[i])], 1 - _dampening);
            }

            for (var i = 0; i < states.Length; i++)
                states[i].momentum_buffer ??= gradients[i].clone().DetachFromDisposeScope();
            Tensor[] directions = [.. states.Select(state => state.momentum_buffer!)];
            return _nesterov ? Foreach.Add(gradients, directions, _momentum) : directions;
        }

        /// <summary>The running sum of a parameter's gradients; null before its first step.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            public Tensor? momentum_buffer;

            internal State() { }

            public void Dispose() => momentum_buffer?.Dispose();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
