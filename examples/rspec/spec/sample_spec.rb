describe 'a sample' do
  it('passes') { puts 'ok 1 - noise' }
  it('fails') { expect(1 + 1).to eq 3 }
  it('is skipped', skip: 'not today') {}
  it { expect(1).to eq 1 }
end
