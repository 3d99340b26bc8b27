/** The look of a page; its hash stands in the page's policy. */
export const PAGE_STYLE = [
  ':root{color-scheme:light dark;font:14px/1.5 system-ui,sans-serif}body{max-width:70rem;margin:1.5rem auto;padding:0 1rem}',
  'h1{font-size:1.3rem;margin:.5rem 0}a{color:LinkText}nav a{margin-right:.75rem}',
  'pre,code,output{font:12px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}pre,output{white-space:pre-wrap}',
  'details{border-top:1px solid #8884;padding:.3rem 0}summary{cursor:pointer}output{display:block;margin:.5rem 0}',
  'form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:.5rem 0}label{display:grid;font-size:12px}',
  'input,select,textarea,button{font:inherit;min-width:9rem}output{flex-basis:100%}',
].join('');

/**
 * Sends a form as JSON from the page's own origin and shows the answer; runs only by its hash. A form of HTML could neither
 * PATCH nor send JSON, and what it can send is what other pages can forge.
 */
export const PAGE_SCRIPT = `addEventListener('submit',async e=>{
const f=e.target,{method,uri}=f.dataset;if(!method)return;e.preventDefault();
let to=uri,body,type='application/json';const query=new URLSearchParams(),out=f.querySelector('output'),b=f.querySelector('button');
for(const i of f.elements){const{in:at,type:t}=i.dataset;let v=i.value;if(!at)continue;
if(at==='path'){to=to.replace(':'+i.name,encodeURIComponent(v));continue}
if(at==='csv'){body=v;type='text/csv';continue}
if(i.multiple)v=[...i.selectedOptions].map(o=>o.value).join('\\n');
if(v==='')continue;if(at==='query'){query.set(i.name,v);continue}
(body??={})[i.name]=v==='null'?null:t==='number'?(isNaN(v)?v:+v):t==='boolean'?v==='true':t==='list'?v.split('\\n').map(x=>x.trim()).filter(x=>x):v}
if(method==='GET'){location.href=to+(query.size?'?'+query:'');return}
b.disabled=true;out.textContent='...';
try{const r=await fetch(to,{method,headers:{accept:'application/json',...(body===undefined?{}:{'content-type':type})},body:body===undefined||type==='text/csv'?body:JSON.stringify(body)});
const text=await r.text();let shown=text;try{shown=JSON.stringify(JSON.parse(text),null,2)}catch{}
out.textContent=r.status+' '+r.statusText+'\\n'+shown+'\\n';
const made=r.headers.get('location');if(made||r.ok){const a=document.createElement('a');a.href=made??location.href;a.textContent=made??'read again';out.append(a)}
}catch(x){out.textContent=String(x)}b.disabled=false})`;
